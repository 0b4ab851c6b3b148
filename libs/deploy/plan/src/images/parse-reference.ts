/** The parts of `repository:tag@digest`. */
export interface ImageReference {
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

export function parseReference(text: string): ImageReference {
  const [name = '', digest] = text.split('@');
  // After the last slash, so that a registry's port is not taken for a tag.
  const at = name.indexOf(':', name.lastIndexOf('/') + 1);
  const tag = at < 0 ? undefined : name.slice(at + 1);
  return {
    repository: at < 0 ? name : name.slice(0, at),
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}
