import { fieldOf, isRecord, listOf, textOf, type Manifest } from '@slipway/deploy-plan';

/** The variables of a container, with what ConfigMaps among the manifests say; secrets are named, not read. */
export function environmentIn(
  container: unknown,
  manifests: readonly Manifest[],
): Readonly<Record<string, string | undefined>> {
  const sources = listOf(container, 'envFrom').flatMap((source) =>
    Object.entries(dataOf(textOf(source, 'configMapRef', 'name'), manifests)),
  );
  const variables = listOf(container, 'env').map((variable) => [
    textOf(variable, 'name') ?? '',
    valueOf(variable, manifests),
  ]);
  return Object.fromEntries([...sources, ...variables]) as Record<string, string | undefined>;
}

function valueOf(variable: unknown, manifests: readonly Manifest[]): string | undefined {
  const from = fieldOf(variable, 'valueFrom');
  if (from === undefined) return textOf(variable, 'value');
  const setting = fieldOf(from, 'configMapKeyRef');
  if (setting !== undefined) {
    const value = dataOf(textOf(setting, 'name'), manifests)[textOf(setting, 'key') ?? ''];
    if (typeof value === 'string' || fieldOf(setting, 'optional') === true)
      return value as string | undefined;
    return `nothing: ConfigMap ${textOf(setting, 'name')} has no ${textOf(setting, 'key')}`;
  }
  const secret = fieldOf(from, 'secretKeyRef');
  if (secret !== undefined) return `Secret ${textOf(secret, 'name')}, key ${textOf(secret, 'key')}`;
  return `field ${textOf(from, 'fieldRef', 'fieldPath') ?? textOf(from, 'resourceFieldRef', 'resource')}`;
}

function dataOf(name: string | undefined, manifests: readonly Manifest[]): Readonly<Record<string, unknown>> {
  const map = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name);
  return isRecord(map?.data) ? map.data : {};
}
