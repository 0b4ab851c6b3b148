/** What is stored of a client or a key ring: its JSON, and beside it the revision that its next writer must know. */
export const readDocument = <T>({ revision, document }: Record<string, unknown>): T =>
  ({ ...JSON.parse(String(document)), revision: Number(revision) }) as T;
