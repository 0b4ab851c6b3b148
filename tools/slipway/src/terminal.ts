/** Where a command speaks: results on standard output, everything else on standard error. */
export interface Terminal {
  /** A result. With `--json`, the one document. */
  print(text: string): void;
  /** Progress, warnings and reasons. */
  say(text: string): void;
}

export const processTerminal: Terminal = {
  print: (text) => void process.stdout.write(`${text}\n`),
  say: (text) => void process.stderr.write(`${text}\n`),
};

export const toJson = (value: unknown): string => JSON.stringify(value, undefined, 2);
