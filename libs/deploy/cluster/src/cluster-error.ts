export type ClusterErrorKind =
  /** Nothing is known of what came of the call: no connection, no answer in time, or a server that is busy. */
  | 'unavailable'
  /** The kubeconfig, the context or an overlay is wrong. */
  | 'config'
  /** The server does not know us, or does not let us. */
  | 'forbidden'
  /** An admission policy, a quota or Pod Security is against it. */
  | 'refused'
  /** The server finds the object wrong. */
  | 'invalid'
  /** The server has no such kind. */
  | 'no-kind'
  /** Somebody else was faster, or holds what is needed. */
  | 'conflict'
  | 'aborted'
  | 'failed';

/** An expected end of a call to a cluster; each line of the message is for a person. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
  readonly kind: ClusterErrorKind;

  constructor(kind: ClusterErrorKind, lines: string | readonly string[], cause?: unknown) {
    super(typeof lines === 'string' ? lines : lines.join('\n'), { cause });
    this.kind = kind;
  }
}
