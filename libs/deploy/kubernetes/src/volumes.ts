import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { CLIENT_KEY, clientSecret, DATABASE_KEY, DATABASE_SECRET, SECRETS_DIR } from './names.ts';

const TEMPORARY = 'tmp';
const SECRETS = 'secrets';
/** The owner of the files is root, and the group is the service's own. */
const READ_BY_GROUP = 0o440;

/** A small folder in memory, and the service's own secrets: a file for each. */
export const volumesOf = (service: ServiceDeclaration) => [
  { name: TEMPORARY, emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
  ...(hasSecrets(service)
    ? [{ name: SECRETS, projected: { defaultMode: READ_BY_GROUP, sources: sourcesOf(service) } }]
    : []),
];

export const mountsOf = (service: ServiceDeclaration) => [
  { name: TEMPORARY, mountPath: '/tmp' },
  ...(hasSecrets(service) ? [{ name: SECRETS, mountPath: SECRETS_DIR, readOnly: true }] : []),
];

const hasSecrets = ({ secrets, database }: ServiceDeclaration): boolean => secrets.length > 0 || database;

const sourcesOf = ({ secrets, database }: ServiceDeclaration) => [
  ...secrets.map((client) => source(clientSecret(client), CLIENT_KEY, client)),
  ...(database ? [source(DATABASE_SECRET, DATABASE_KEY, DATABASE_SECRET)] : []),
];

const source = (name: string, key: string, path: string) => ({ secret: { name, items: [{ key, path }] } });
