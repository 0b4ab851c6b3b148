import type { Manifest } from '@slipway/deploy-plan';

/** Labels of what delivery keeps for itself in a namespace. */
export const OWN_LABELS = {
  'app.kubernetes.io/part-of': 'slipway',
  'app.kubernetes.io/managed-by': 'slipway',
  'app.kubernetes.io/component': 'delivery',
} as const;

interface OwnObject {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, unknown>>;
}

export const ownObject = ({
  apiVersion = 'v1',
  kind,
  namespace,
  name,
  labels,
  fields,
}: OwnObject): Manifest => ({
  apiVersion,
  kind,
  metadata: { name, namespace, labels: { ...OWN_LABELS, ...labels } },
  ...fields,
});
