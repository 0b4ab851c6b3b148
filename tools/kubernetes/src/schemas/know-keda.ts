import { join } from 'node:path';
import { until } from '@slipway/compose-tests/testing';
import { must, run } from '../run.ts';

const MODULE = 'github.com/kedacore/keda/v2@v2.21.0';
const DEFINITION = 'config/crd/bases/keda.sh_scaledobjects.yaml';

/**
 * Lets the cluster judge the objects of the component `keda`: it gets the kind from the Go module of KEDA's release, and
 * nothing that acts on it. What is there already stays.
 */
export async function knowKeda(): Promise<void> {
  const kind = 'customresourcedefinition/scaledobjects.keda.sh';
  if ((await run('kubectl', ['get', kind])).code !== 0) {
    const { Dir } = JSON.parse(await must('go', ['mod', 'download', '-json', MODULE], { cwd: '/' })) as {
      readonly Dir: string;
    };
    await must('kubectl', ['apply', '--server-side', '--filename', join(Dir, DEFINITION)]);
  }
  await must('kubectl', ['wait', '--for=condition=Established', kind, '--timeout=30s']);
  await until(
    'the schema of ScaledObjects',
    async () =>
      (await must('kubectl', ['get', '--raw', '/openapi/v3'])).includes('apis/keda.sh/v1alpha1') || undefined,
    30_000,
  );
}
