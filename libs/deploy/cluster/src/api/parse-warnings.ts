/** Texts of a `Warning` header (RFC 7234, 5.5), each as `299 - "text"`, several with commas between. */
export function parseWarnings(header: string | undefined): readonly string[] {
  const found = (header ?? '').matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g);
  return [...found].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1'));
}
