/** Names that reach a prototype when some code uses them as a property; nobody needs them for a tensor. */
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

export const isForbiddenKey = (key: string): boolean => forbidden.has(key);
