import { join } from 'node:path';
import { until } from '@slipway/compose-tests/testing';
import { must, run } from '../run.ts';

/** Where a release of an operator, which is a Go module, has definitions of kinds. */
interface Definitions {
  readonly module: string;
  readonly group: string;
  readonly version: string;
  /** The file of each kind, by the plural that it is called by in the API. */
  readonly files: Readonly<Record<string, string>>;
}

const KEDA: Definitions = {
  module: 'github.com/kedacore/keda/v2@v2.21.0',
  group: 'keda.sh',
  version: 'v1alpha1',
  files: { scaledobjects: 'config/crd/bases/keda.sh_scaledobjects.yaml' },
};

const CRDS = 'example/prometheus-operator-crd/monitoring.coreos.com';
const PROMETHEUS_OPERATOR: Definitions = {
  module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
  group: 'monitoring.coreos.com',
  version: 'v1',
  files: { podmonitors: `${CRDS}_podmonitors.yaml`, prometheusrules: `${CRDS}_prometheusrules.yaml` },
};

/** Lets the cluster judge the objects of the component `keda`. */
export const knowKeda = (): Promise<void> => know(KEDA);

/** Lets the cluster judge the objects of the component `prometheus-operator`. */
export const knowPrometheusOperator = (): Promise<void> => know(PROMETHEUS_OPERATOR);

/** The cluster gets the kinds, and nothing that acts on them. What is there already stays. */
async function know({ module, group, version, files }: Definitions): Promise<void> {
  const definitions = Object.entries(files).map(
    ([plural, file]) => [`customresourcedefinition/${plural}.${group}`, file] as const,
  );
  for (const [definition, file] of definitions) {
    if ((await run('kubectl', ['get', definition])).code === 0) continue;
    const { Dir } = JSON.parse(await must('go', ['mod', 'download', '-json', module], { cwd: '/' })) as {
      readonly Dir: string;
    };
    await must('kubectl', ['apply', '--server-side', '--filename', join(Dir, file)]);
  }
  for (const [definition] of definitions)
    await must('kubectl', ['wait', '--for=condition=Established', definition, '--timeout=30s']);
  await until(
    `the schemas of ${group}`,
    async () => (await must('kubectl', ['get', '--raw', '/openapi/v3'])).includes(`apis/${group}/${version}`),
    30_000,
  );
}
