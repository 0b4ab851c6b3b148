import { createHash } from 'node:crypto';

/** SHA-256 as `sha256:<hex>`. */
export const digestOf = (content: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;
