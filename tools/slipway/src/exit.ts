/** How every command ends; the codes above 64 are those of sysexits.h. The reference in docs is made from this table. */
export const exitCodes = {
  ok: { code: 0, meaning: 'Done; for a stack that was running, drained and stopped' },
  failed: {
    code: 1,
    meaning: 'Something failed that is none of the following; the line on standard error says what',
  },
  usage: {
    code: 2,
    meaning:
      'The command line is wrong, or a file or a name given to it: an unknown option, service, model, client …',
  },
  noDatabase: {
    code: 66,
    meaning: 'A scan had nothing to compare with, so that it says nothing about safety',
  },
  unavailable: {
    code: 69,
    meaning:
      'Something needed is not there: stack not running, port taken, service unreachable, a lack that doctor finds',
  },
  conflict: {
    code: 75,
    meaning:
      'Somebody else is at it: another delivery holds the lease, or a field in the cluster is owned by another tool',
  },
  refused: {
    code: 77,
    meaning:
      'Something is there and must not be used (an image that is unsigned, changed, vulnerable or not locked), or the cluster does not allow it',
  },
  config: {
    code: 78,
    meaning: 'A declaration, a model or a setting is wrong: see the lines on standard error',
  },
} as const;

export type ExitReason = keyof typeof exitCodes;

/** An expected end of a command: each line is for a person and names the fix. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly reason: ExitReason;

  constructor(reason: ExitReason, lines: string | readonly string[]) {
    super(typeof lines === 'string' ? lines : lines.join('\n'));
    this.reason = reason;
  }
}

/** What `--json` prints of a command that ends without its document. */
export interface FailureDocument {
  readonly error: { readonly code: number; readonly reason: ExitReason; readonly message: string };
}

export const failureDocument = (reason: ExitReason, message: string): FailureDocument => ({
  error: { code: exitCodes[reason].code, reason, message },
});

/** For `--help`: what a program that reads `--json` must expect. */
export const describeJson = (): string =>
  [
    'With --json, a command that fails without a result prints one document, too:',
    '  {"error": {"code": <exit code>, "reason": "<reason>", "message": "<as on standard error>"}}',
    `Reasons: ${Object.keys(exitCodes)
      .filter((reason) => reason !== 'ok')
      .join(', ')}. status and doctor print their result in any case.`,
  ].join('\n');

/** The table as it is shown by `--help`. */
export function describeExitCodes(): string {
  const rows = Object.values(exitCodes).map(({ code, meaning }) => `  ${String(code).padEnd(4)}${meaning}`);
  return ['Exit codes:', ...rows].join('\n');
}
