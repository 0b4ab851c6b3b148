import type { Container } from './container.ts';
import type { Engine } from './engine.ts';

const PRINT =
  'process.stdout.write(fs.readFileSync(`${process.env.SLIPWAY_SECRETS_DIR}/${process.env.CLIENT}`))';

/** The secret of a declared client, as the container of the token service has it, or why it cannot be read. */
export async function readSecret(
  engine: Engine,
  auth: Container,
  client: string,
): Promise<{ readonly secret: string } | { readonly reason: string }> {
  const command = ['/usr/local/bin/node', '-e', PRINT];
  const { code, output } = await engine.exec(auth.id, command, { CLIENT: client });
  if (code === 0) return { secret: output.trim() };
  return { reason: /\b(E[A-Z]+)\b/.exec(output)?.[1] ?? `exit code ${code}` };
}
