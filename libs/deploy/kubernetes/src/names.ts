import type { ServiceDeclaration } from '@slipway/deploy-declaration';

export const PART_OF = 'slipway';
/** The ConfigMap with what differs between environments, made by `k8s/base` and laid over by each overlay. */
export const SETTINGS = 'settings';
/** The name of the one port that a service has, in containers and Services alike. */
export const HTTP = 'http';
/** Where a container finds its secrets. */
export const SECRETS_DIR = '/run/slipway/secrets';
/** The Secret with the password of the database, under {@link DATABASE_KEY}. */
export const DATABASE_SECRET = 'database';
export const DATABASE_KEY = 'password';

/** Names, with commas between them, of the workloads that must be ready before this one is changed. */
export const START_AFTER = 'slipway.dev/start-after';

/** The Secret of one client of the token service, which holds it under {@link CLIENT_KEY}. */
export const clientSecret = (client: string): string => `client-${client}`;
export const CLIENT_KEY = 'secret';

/** What a selector says; never changed, since a workload's selector cannot be. */
export const selectorOf = (service: string): Record<string, string> => ({
  'app.kubernetes.io/name': service,
  'app.kubernetes.io/part-of': PART_OF,
});

export const labelsOf = ({ name, kind }: ServiceDeclaration): Record<string, string> => ({
  ...selectorOf(name),
  'app.kubernetes.io/component': kind,
});

/** What every object says beside its service: whose it is, and which tool brings it to a cluster. */
export const OF_THE_SYSTEM: Readonly<Record<string, string>> = {
  'app.kubernetes.io/part-of': PART_OF,
  'app.kubernetes.io/managed-by': PART_OF,
};

export const metadataOf = (service: ServiceDeclaration) => ({
  name: service.name,
  labels: { ...labelsOf(service), ...OF_THE_SYSTEM },
});
