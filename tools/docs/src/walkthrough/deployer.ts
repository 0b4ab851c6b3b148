import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { accountKubeconfig } from '@slipway/deploy-cluster/testing';

const run = promisify(execFile);
const ROLES = ['slipway-deployer', 'slipway-verifier'] as const;

/** An account that has the two roles of k8s/cluster in a namespace and nothing else; writes a kubeconfig of its own. */
export async function makeDeployer(namespace: string, kubeconfig: string): Promise<void> {
  const kubectl = (...args: readonly string[]) => run('kubectl', ['--namespace', namespace, ...args]);
  await kubectl('create', 'serviceaccount', 'deployer');
  for (const role of ROLES)
    await kubectl(
      ...['create', 'rolebinding', role, `--clusterrole=${role}`, `--serviceaccount=${namespace}:deployer`],
    );
  await writeFile(kubeconfig, await accountKubeconfig(namespace, 'deployer'), { mode: 0o600 });
}
