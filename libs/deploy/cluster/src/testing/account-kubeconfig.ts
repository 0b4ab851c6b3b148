import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A kubeconfig, as JSON, for the current cluster with nothing but a token of this account, good for an hour. */
export async function accountKubeconfig(namespace: string, account: string): Promise<string> {
  const kubectl = async (...args: readonly string[]) => (await run('kubectl', args)).stdout.trim();
  const shown = await kubectl('config', 'view', '--raw', '--minify', '--flatten', '--output=json');
  const { clusters } = JSON.parse(shown) as { clusters: readonly { name: string }[] };
  const token = await kubectl('--namespace', namespace, 'create', 'token', account, '--duration=1h');
  return JSON.stringify({
    'current-context': account,
    clusters,
    users: [{ name: account, user: { token } }],
    contexts: [{ name: account, context: { cluster: clusters[0]?.name, user: account } }],
  });
}
