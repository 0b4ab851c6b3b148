import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROLES = ['slipway-deployer', 'slipway-verifier'] as const;

/** An account that has the two roles of k8s/cluster in a namespace and nothing else; writes a kubeconfig of its own. */
export async function makeDeployer(namespace: string, kubeconfig: string): Promise<void> {
  const kubectl = async (...args: readonly string[]) =>
    (await run('kubectl', ['--namespace', namespace, ...args])).stdout.trim();
  await kubectl('create', 'serviceaccount', 'deployer');
  for (const role of ROLES)
    await kubectl(
      ...['create', 'rolebinding', role, `--clusterrole=${role}`, `--serviceaccount=${namespace}:deployer`],
    );
  const shown = await kubectl('config', 'view', '--raw', '--minify', '--flatten', '--output=json');
  const { clusters } = JSON.parse(shown) as { clusters: readonly { name: string }[] };
  const token = await kubectl('create', 'token', 'deployer', '--duration=1h');
  const config = {
    'current-context': 'deployer',
    clusters,
    users: [{ name: 'deployer', user: { token } }],
    contexts: [{ name: 'deployer', context: { cluster: clusters[0]?.name, user: 'deployer' } }],
  };
  await writeFile(kubeconfig, JSON.stringify(config), { mode: 0o600 });
}
