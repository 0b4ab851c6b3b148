import { findEngine, type EngineOutcome } from '@slipway/deploy-engine';
import { createToolRunner } from '../tool/run-tool.ts';

/** Where tests push to: a registry on this machine whose content nobody needs. */
export const TEST_REGISTRY = process.env['LAB_REGISTRY'] ?? '127.0.0.1:5000';

export const run = createToolRunner(process.env);

/** Whether the programs are all installed. */
export async function findPrograms(...tools: readonly string[]): Promise<EngineOutcome> {
  for (const tool of tools) {
    const outcome = await run({ tool, args: ['version'], timeoutMillis: 60_000 });
    if (outcome.kind !== 'ended') return { found: false, reason: `${tool} is not installed` };
  }
  return { found: true, version: tools.join(' '), apiVersion: '' };
}

/** Whether there are an engine, a registry, cosign and syft. */
export async function findPlatform(): Promise<EngineOutcome> {
  const engine = await findEngine();
  if (!engine.found) return engine;
  const answer = await fetch(`http://${TEST_REGISTRY}/v2/`).catch(() => undefined);
  if (!answer?.ok) return { found: false, reason: `no registry answers at ${TEST_REGISTRY}` };
  return findPrograms('cosign', 'syft');
}
