import { must } from '../run.ts';

/**
 * Puts an image of the engine where the cluster pulls from, under a tag that nobody else means; answers its reference
 * by digest. `SLIPWAY_TEST_REGISTRY` names registry and folder, as `127.0.0.1:5000/slipway`.
 */
export async function pushImage(built: string, name: string): Promise<string> {
  const registry = process.env.SLIPWAY_TEST_REGISTRY;
  if (!registry)
    throw new Error(
      'SLIPWAY_TEST_REGISTRY: expected a registry that this machine pushes to and the cluster pulls from, got none',
    );
  const id = (await must('docker', ['image', 'inspect', '--format', '{{.Id}}', built])).trim();
  const tagged = `${registry}/${name}:test-${id.replace('sha256:', '').slice(0, 12)}`;
  await must('docker', ['tag', built, tagged]);
  const said = await must('docker', ['push', tagged], { timeoutMillis: 300_000 });
  const digest = /digest: (sha256:\w{64})/.exec(said)?.[1];
  if (digest === undefined) throw new Error(`docker push ${tagged} tells no digest:\n${said.slice(-1_000)}`);
  return `${tagged}@${digest}`;
}
