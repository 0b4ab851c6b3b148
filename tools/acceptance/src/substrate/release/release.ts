import { readSystem } from '../../workspace.ts';
import type { Capability, Stack, Substrate } from '../substrate.ts';
import { openNamespace } from './namespace.ts';
import { openProject } from './project.ts';
import { openRealTokens } from './real-tokens.ts';
import type { Place } from './place.ts';

const LACKS: Partial<Record<Capability, string>> = {
  settings: 'a release runs with its own settings',
  exclusive: 'others may ask a release meanwhile, and its services may have several replicas',
  'forge-tokens': 'a release trusts its own token service alone',
  'direct-connections': 'a forwarded port takes in bytes by itself',
  kill: 'nothing of a release is stopped for a test',
  'stand-ins': 'nothing of a release is replaced for a test',
  neighbours: 'nothing is added to what a release can reach',
};

/** What runs already, where `slipway verify` says: nothing of it is started, changed or stopped. */
export async function attachToRelease(env: NodeJS.ProcessEnv): Promise<Substrate> {
  const place = await openPlace(env);
  return {
    name: 'release',
    lacks: { ...LACKS, ...place.lacks },
    whenEnded: 'ECONNREFUSED',
    start: () => attach(place),
  };
}

/** By variables, since the suite is a process of its own. */
function openPlace(env: NodeJS.ProcessEnv): Place | Promise<Place> {
  if (env.SLIPWAY_RELEASE_PROJECT) return openProject(env.SLIPWAY_RELEASE_PROJECT);
  if (env.SLIPWAY_RELEASE_NAMESPACE) return openNamespace(env.SLIPWAY_RELEASE_NAMESPACE, env);
  throw new Error(
    'SLIPWAY_RELEASE_NAMESPACE or SLIPWAY_RELEASE_PROJECT: expected where the release runs, got none: start with ./slipway verify',
  );
}

async function attach(place: Place): Promise<Stack> {
  const system = readSystem();
  const reached = await place.reach(system);
  const { urlOf, innerUrlOf, evaluate, logs, database } = reached;
  const gatewayUrl = urlOf('gateway');
  const tokens = await openRealTokens({
    issuer: reached.issuer ?? gatewayUrl,
    url: gatewayUrl,
    services: system.flatMap(({ name }) => (name === 'auth' ? [] : [name])),
    secretOf: reached.secretOf,
  });
  const notHere = () => Promise.reject(new Error('Nothing of a release is stopped, started or added'));
  return {
    ...{ system, gatewayUrl, urlOf, innerUrlOf, evaluate, logs, credentials: tokens.credentials },
    ...(database !== undefined && { database }),
    ...{ kill: notHere, terminate: notHere, revive: notHere, neighbour: notHere },
    stop: async () => {
      tokens.close();
      await reached.close();
    },
  };
}
