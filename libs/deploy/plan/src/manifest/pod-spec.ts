import { fieldOf, isRecord, listOf, textOf, type Manifest } from './manifest.ts';

/** Where each kind that makes pods has their specification. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  PodTemplate: ['template', 'spec'],
  Deployment: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  ReplicationController: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'];

export interface ContainerImage {
  readonly container: string;
  readonly image: string;
}

/** The specification of an object's pods, where it makes any. */
export function podSpecOf(manifest: Manifest): Readonly<Record<string, unknown>> | undefined {
  const path = PATHS[manifest.kind];
  const spec = path && fieldOf(manifest, ...path);
  return isRecord(spec) ? spec : undefined;
}

/** Every container of an object's pods, with its image; a container without one has the empty text. */
export function imagesOf(manifest: Manifest): readonly ContainerImage[] {
  const spec = podSpecOf(manifest);
  return LISTS.flatMap((list) =>
    listOf(spec, list).map((container) => ({
      container: textOf(container, 'name') ?? '',
      image: textOf(container, 'image') ?? '',
    })),
  );
}
