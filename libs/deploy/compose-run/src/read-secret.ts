import type { Container } from './container.ts';
import type { Engine } from './engine.ts';
import { runModule } from './run-module.ts';

const PRINT = `
import { readFileSync } from 'node:fs';
const { SLIPWAY_SECRETS_DIR, CLIENT } = process.env;
process.stdout.write(readFileSync(SLIPWAY_SECRETS_DIR + '/' + CLIENT));`;

/** The secret of a declared client, as the container of the token service has it, or why it cannot be read. */
export async function readSecret(
  engine: Engine,
  auth: Container,
  client: string,
): Promise<{ readonly secret: string } | { readonly reason: string }> {
  const { code, output } = await runModule(engine, auth, PRINT, { CLIENT: client });
  if (code === 0) return { secret: output.trim() };
  return { reason: /\b(E[A-Z]+)\b/.exec(output)?.[1] ?? `exit code ${code}` };
}
