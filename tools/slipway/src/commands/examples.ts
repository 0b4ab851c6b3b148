/** Examples at the end of a command's help. */
export const examples = (...commands: readonly string[]): string =>
  ['', 'Examples:', ...commands.map((command) => `  ./slipway ${command}`)].join('\n');
