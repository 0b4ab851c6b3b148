import type { Manifest } from '../manifest/manifest.ts';

export const DIGEST = `sha256:${'a'.repeat(64)}`;
export const OTHER_DIGEST = `sha256:${'b'.repeat(64)}`;

export const object = (
  kind: string,
  name: string,
  fields: Readonly<Record<string, unknown>> = {},
): Manifest => {
  const { metadata, apiVersion = 'v1', ...others } = fields;
  return {
    apiVersion: apiVersion as string,
    kind,
    metadata: { name, namespace: 'shop', ...(metadata as object | undefined) },
    ...others,
  };
};

export const deployment = (
  name: string,
  image: string,
  fields: Readonly<Record<string, unknown>> = {},
): Manifest =>
  object('Deployment', name, {
    apiVersion: 'apps/v1',
    spec: { template: { spec: { containers: [{ name, image }] } } },
    ...fields,
  });
