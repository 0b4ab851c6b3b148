import { fieldOf, listOf, podSpecOf, textOf, type Manifest } from '@slipway/deploy-plan';

/** Something that runs Pods: the counterpart of a service of Compose. */
export interface Workload {
  readonly name: string;
  readonly manifest: Manifest;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly podSpec: Readonly<Record<string, unknown>>;
  /** The container that the workload is there for. */
  readonly container: unknown;
}

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet'];

export const workloadsIn = (manifests: readonly Manifest[]): readonly Workload[] =>
  manifests
    .filter(({ kind }) => KINDS.includes(kind))
    .map((manifest) => {
      const podSpec = podSpecOf(manifest) ?? {};
      const containers = listOf(podSpec, 'containers');
      const { name } = manifest.metadata;
      return {
        name,
        manifest,
        podLabels: (fieldOf(manifest, 'spec', 'template', 'metadata', 'labels') ??
          {}) as Workload['podLabels'],
        podSpec,
        container: containers.find((one) => textOf(one, 'name') === name) ?? containers[0],
      };
    });
