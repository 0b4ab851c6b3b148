import { runModule, type Container, type Engine } from '@slipway/deploy-compose-run';

/** What a JavaScript module prints that runs in a container, as its user; throws what it says where it fails. */
export async function runScript(engine: Engine, container: Container, script: string): Promise<string> {
  const { code, output } = await runModule(engine, container, script);
  if (code !== 0) throw new Error(`In the container of ${container.service}: ${output}`);
  return output;
}
