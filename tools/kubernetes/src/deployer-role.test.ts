import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldOf, isWorkload, listOf } from '@slipway/deploy-plan';
import { parseAllDocuments } from 'yaml';

const root = join(import.meta.dirname, '../../..');
/** Made by the administrator, or of no cluster at all. */
const NOT_APPLIED = new Set(['Kustomization', 'Component', 'Namespace']);
const VERBS = ['get', 'create', 'patch', 'delete'];
const PLURALS: Readonly<Record<string, string>> = { NetworkPolicy: 'networkpolicies', Ingress: 'ingresses' };

const read = (file: string): readonly unknown[] =>
  [...parseAllDocuments(readFileSync(file, 'utf8'))].map((document) => document.toJS() as unknown);

/** Every kind that an overlay may hold, with its group. */
const kinds = new Map(
  ['base', 'components', 'overlays']
    .flatMap((folder) =>
      readdirSync(join(root, 'k8s', folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(root, 'k8s', folder, name),
      ),
    )
    .filter((file) => file.endsWith('.yaml'))
    .flatMap(read)
    .flatMap((object): (readonly [string, string])[] => {
      const [kind, version] = [fieldOf(object, 'kind'), fieldOf(object, 'apiVersion')];
      if (typeof kind !== 'string' || typeof version !== 'string' || NOT_APPLIED.has(kind)) return [];
      return [[kind, version.includes('/') ? version.split('/')[0]! : '']];
    }),
);

const rules = read(join(root, 'k8s/cluster/deployer.yaml')).flatMap((role) => listOf(role, 'rules'));
const verbsOf = (group: string, plural: string) =>
  rules
    .filter((rule) => listOf(rule, 'apiGroups').includes(group) && listOf(rule, 'resources').includes(plural))
    .flatMap((rule) => listOf(rule, 'verbs'));

describe('the role slipway-deployer', () => {
  it.each([...kinds])('may read, make, change and delete what overlays hold: %s', (kind, group) => {
    const plural = PLURALS[kind] ?? `${kind.toLowerCase()}s`;
    expect(verbsOf(group, plural)).toEqual(expect.arrayContaining(VERBS));
    if (isWorkload({ kind })) expect(verbsOf(group, plural)).toContain('list');
  });

  it('has no wildcard', () => {
    for (const rule of rules)
      for (const list of ['apiGroups', 'resources', 'verbs']) expect(listOf(rule, list)).not.toContain('*');
  });
});
