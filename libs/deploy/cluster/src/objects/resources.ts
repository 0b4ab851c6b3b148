import { fieldOf, listOf, textOf, type ObjectRef } from '@slipway/deploy-plan';
import type { Api } from '../api/api.ts';
import { refusalOf } from '../api/read-status.ts';
import { ClusterError } from '../cluster-error.ts';

export type KindRef = Pick<ObjectRef, 'apiVersion' | 'kind'>;

/** Knows from the server under which path each kind is. */
export interface Resources {
  /** The path of one object, or of all of a kind where no name is given. */
  pathOf(ref: KindRef & Partial<ObjectRef>, signal?: AbortSignal): Promise<string>;
  isNamespaced(kind: KindRef, signal?: AbortSignal): Promise<boolean>;
}

interface Resource {
  readonly plural: string;
  readonly namespaced: boolean;
}

export function createResources(api: Api): Resources {
  const known = new Map<string, Promise<ReadonlyMap<string, Resource>>>();

  async function resourceOf({ apiVersion, kind }: KindRef, signal?: AbortSignal): Promise<Resource> {
    let group = known.get(apiVersion);
    if (group === undefined) {
      group = discover(api, apiVersion, signal);
      known.set(apiVersion, group);
      // Only answers are kept: what failed once may be there the next time.
      group.catch(() => known.delete(apiVersion));
    }
    const resource = (await group).get(kind);
    if (resource !== undefined) return resource;
    throw new ClusterError(
      'no-kind',
      `${api.server} (context ${api.context}) has no kind ${kind} in ${apiVersion}: install its definition, or leave that component out`,
    );
  }

  return {
    isNamespaced: async (kind, signal) => (await resourceOf(kind, signal)).namespaced,
    async pathOf(ref, signal) {
      const { plural, namespaced } = await resourceOf(ref, signal);
      return [
        root(ref.apiVersion),
        ...(namespaced && ref.namespace !== undefined
          ? ['namespaces', encodeURIComponent(ref.namespace)]
          : []),
        plural,
        ...(ref.name === undefined ? [] : [encodeURIComponent(ref.name)]),
      ].join('/');
    },
  };
}

const root = (apiVersion: string): string => `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}`;

async function discover(api: Api, apiVersion: string, signal?: AbortSignal) {
  const call = {
    method: 'GET',
    path: root(apiVersion),
    doing: `list the kinds of ${apiVersion}`,
    ...(signal && { signal }),
  } as const;
  const answer = await api.call(call);
  if (answer.status === 404) return new Map<string, Resource>();
  if (answer.status !== 200) throw refusalOf(api, call, answer);
  const resources = listOf(JSON.parse(answer.text), 'resources');
  return new Map(
    resources.flatMap((resource): [string, Resource][] => {
      const plural = textOf(resource, 'name') ?? '';
      // `deployments/status` and the like have the kind of their parent.
      if (plural.includes('/')) return [];
      return [
        [textOf(resource, 'kind') ?? '', { plural, namespaced: fieldOf(resource, 'namespaced') === true }],
      ];
    }),
  );
}
