import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeVariables } from '@slipway/deploy-compose';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { modelServerSettings } from '@slipway/inference-server';
import { describeSettings, type Settings } from '@slipway/service-config';
import { code, referencePage, table, type Page } from '../page.ts';
import { readSystem } from '../system.ts';
import { loadFile, root } from '../workspace.ts';

/** One table a kind of service: all model servers have the same settings. */
export async function configurationPage(): Promise<Page> {
  const system = readSystem();
  const kinds = [...new Set(system.map(({ kind }) => kind))].sort();
  const sections = await Promise.all(
    kinds.map(async (kind) => {
      const services = system.filter((service) => service.kind === kind);
      return [
        `## ${titles[kind]}`,
        '',
        introduce(services),
        '',
        describeSettings(await settingsOf(services)),
        '',
      ];
    }),
  );
  return referencePage('configuration', "the services' settings tables", [
    ...opening,
    ...sections.flat(),
    ...containers(),
  ]);
}

const titles: Readonly<Record<ServiceDeclaration['kind'], string>> = {
  auth: 'Token service',
  gateway: 'Gateway',
  model: 'Model servers',
};

const opening = [
  '# Configuration',
  '',
  'A service reads its environment once, at the start. A wrong value stops the start with one line for each mistake: the variable, what was expected, what was found, what it is for; the exit code is 78. An empty variable counts as absent. `–` means that the setting may be absent, _required_ that it must not.',
  '',
  '`./slipway up` sets what follows from the [declarations](service-declaration.md) (addresses, issuer, audience, folders) and hands every other `SLIPWAY_…` and `OTEL_…` variable of its own environment to the services.',
  '',
];

/** `compose.yaml` and its parts, where each variable stands with its default; `${NAME-default}` where empty counts. */
function containers(): readonly string[] {
  const parts = readdirSync(join(root, 'compose')).filter((file) => file.endsWith('.yaml'));
  const files = ['compose.yaml', ...parts.map((file) => join('compose', file))];
  const text = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  const rows = Object.entries(composeVariables).map(([name, meaning]) => {
    const [, fallback = ''] = new RegExp(`\\$\\{${name}:?-([^{}]+)\\}`).exec(text) ?? [];
    return [code(name), fallback === '' ? '–' : code(fallback), meaning];
  });
  return [
    '## Containers',
    '',
    'Read by `compose.yaml`, for `docker compose` and `./slipway up --substrate compose` alike. Services in containers get everything else from the declarations: a setting of theirs is changed in a Compose file of your own.',
    '',
    table(['variable', 'default', 'meaning'], rows),
    '',
  ];
}

const introduce = (services: readonly ServiceDeclaration[]): string =>
  `Read by ${services.map(({ name, ports }) => `\`${name}\` (port ${ports.http} unless told otherwise)`).join(', ')}.`;

async function settingsOf([service]: readonly ServiceDeclaration[]): Promise<Settings> {
  if (service === undefined || service.kind === 'model') return modelServerSettings;
  const name = `${service.kind}Settings`;
  const module = await loadFile<Record<string, Settings>>(`apps/${service.name}/src/settings.ts`);
  const settings = module[name];
  if (settings === undefined) throw new Error(`apps/${service.name}/src/settings.ts exports no ${name}`);
  return settings;
}
