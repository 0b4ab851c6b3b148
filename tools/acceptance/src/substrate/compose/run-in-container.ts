import type { Container, Engine } from '@slipway/deploy-compose-run';

/** Runs a JavaScript module in a container, as its user; answers what it prints. */
export async function runScript(engine: Engine, { id, service }: Container, script: string): Promise<string> {
  const command = ['/usr/local/bin/node', '--input-type=module', '-e', script];
  const { code, output } = await engine.exec(id, command);
  if (code !== 0) throw new Error(`In the container of ${service}: ${output}`);
  return output;
}
