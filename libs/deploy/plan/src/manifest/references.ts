import { fieldOf, listOf, textOf, type Manifest } from './manifest.ts';
import { podSpecOf } from './pod-spec.ts';

/** An object that pods cannot start without. */
export interface NeededObject {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
}

/** Every Secret and ConfigMap that pods of these objects refer to, but those that may be absent. */
export function neededObjects(manifests: readonly Manifest[]): readonly NeededObject[] {
  const found = new Map<string, NeededObject>();
  const add = (kind: NeededObject['kind'], source: unknown, name = textOf(source, 'name')) => {
    if (name !== undefined && fieldOf(source, 'optional') !== true)
      found.set(`${kind}/${name}`, { kind, name });
  };
  for (const spec of manifests.map(podSpecOf)) {
    for (const volume of listOf(spec, 'volumes')) {
      const secret = fieldOf(volume, 'secret');
      add('Secret', secret, textOf(secret, 'secretName'));
      add('ConfigMap', fieldOf(volume, 'configMap'));
      for (const source of listOf(volume, 'projected', 'sources')) {
        add('Secret', fieldOf(source, 'secret'));
        add('ConfigMap', fieldOf(source, 'configMap'));
      }
    }
    for (const container of [...listOf(spec, 'initContainers'), ...listOf(spec, 'containers')]) {
      for (const variable of listOf(container, 'env')) {
        add('Secret', fieldOf(variable, 'valueFrom', 'secretKeyRef'));
        add('ConfigMap', fieldOf(variable, 'valueFrom', 'configMapKeyRef'));
      }
      for (const source of listOf(container, 'envFrom')) {
        add('Secret', fieldOf(source, 'secretRef'));
        add('ConfigMap', fieldOf(source, 'configMapRef'));
      }
    }
  }
  return [...found.values()];
}
