import {
  CALLS,
  each,
  environmentFacts,
  imageName,
  mebibytes,
  STARTS_AFTER,
  type Facts,
  type SystemFacts,
} from '../facts.ts';
import { calledPorts, callsOf } from './edges.ts';
import type { ComposeModel, ComposeService } from './model.ts';
import { SECRETS_MOUNT, secretsOf } from './secrets.ts';

/** What Compose does with each service. */
export const composeFacts = (model: ComposeModel): SystemFacts =>
  new Map(Object.keys(model.services).map((name) => [name, factsOf(name, model)]));

function factsOf(name: string, model: ComposeModel): Facts {
  const service = model.services[name]!;
  const startsAfter = Object.entries(service.depends_on ?? {}).flatMap(([other, { condition }]) =>
    condition === 'service_healthy' ? [other] : [],
  );
  return {
    image: imageName(service.image),
    ...environmentFacts(service.environment ?? {}),
    ...confinement(service),
    ...limits(service),
    ...folders(service),
    ...health(service),
    ...each('ports', calledPorts(name, model), 'open'),
    ...each('secrets', secretsOf(name, model), 'mounted'),
    ...each(CALLS, callsOf(name, model), 'open'),
    ...each(STARTS_AFTER, startsAfter, 'ready'),
  };
}

function confinement(service: ComposeService): Facts {
  const { user = 'of the image', security_opt: options = [], cap_add: added = [] } = service;
  const profile = options.find((option) => option.startsWith('seccomp'));
  return {
    user,
    rootFileSystem: service.read_only ? 'read-only' : 'writable',
    capabilities: service.cap_drop?.includes('ALL')
      ? [...added].sort().join() || 'none'
      : 'those of the engine',
    privileges: service.privileged
      ? 'all'
      : options.includes('no-new-privileges:true')
        ? 'never gained'
        : 'may be gained',
    systemCalls: profile === undefined ? 'filtered' : profile,
  };
}

function limits({ deploy }: ComposeService): Record<string, string> {
  const { cpus, memory, pids } = deploy?.resources?.limits ?? {};
  return {
    ...(cpus !== undefined && { 'limits.cpus': String(Number(cpus)) }),
    ...(memory !== undefined && { 'limits.memory': mebibytes(Number(memory)) }),
    ...(pids !== undefined && { 'limits.processes': String(pids) }),
  };
}

/** Folders that can be written to. Secrets are a fact of their own, and configuration is in files of either platform. */
function folders({ tmpfs = [], volumes = [] }: ComposeService): Record<string, string> {
  const inMemory = tmpfs.map((text) => {
    const [path = '', options = ''] = text.split(':');
    const [, size = '', unit = ''] = /\bsize=(\d+)([km]?)/.exec(options) ?? [];
    return [`folders.${path}`, `memory, ${mebibytes(Number(size) * (UNITS[unit] ?? 1))}`];
  });
  const kept = volumes
    .filter(({ type, target }) => type === 'volume' && target !== SECRETS_MOUNT)
    .map(({ target }) => [`folders.${target}`, 'kept']);
  return Object.fromEntries([...inMemory, ...kept]) as Record<string, string>;
}

const UNITS: Readonly<Record<string, number>> = { k: 1024, m: 1024 * 1024 };

function health({ healthcheck, stop_grace_period: grace }: ComposeService): Record<string, string> {
  const [kind, ...words] = healthcheck?.test ?? [];
  // The images' own check takes the path that it asks.
  const path = words.find((word) => word.startsWith('/') && word === words.at(-1));
  const start = healthcheck?.start_period;
  return {
    ...(kind === 'CMD' && { 'health.readiness': path ?? words.join(' ') }),
    ...(start !== undefined && { 'health.startupSeconds': String(seconds(start)) }),
    ...(grace !== undefined && { stopSeconds: String(seconds(grace)) }),
  };
}

/** Compose writes durations as Go does: `1m30s`. */
const seconds = (text: string): number =>
  [...text.matchAll(/(\d+(?:\.\d+)?)(h|m|s)(?![a-z])/g)].reduce(
    (sum, [, value, unit]) => sum + Number(value) * (unit === 'h' ? 3600 : unit === 'm' ? 60 : 1),
    0,
  );
