import { nameOf, refOf, type Manifest, type ObjectRef } from '@slipway/deploy-plan';
import type { Api, ApiAnswer, ApiCall } from '../api/api.ts';
import { readStatus, refusalOf } from '../api/read-status.ts';
import { FIELD_MANAGER, type Cluster } from './cluster.ts';
import { conflictsIn } from './field-conflict.ts';
import { listAll } from './list-all.ts';
import { createResources } from './resources.ts';

const APPLY_TYPE = 'application/apply-patch+yaml';

/** A cluster over its HTTP API. */
export function createCluster(api: Api): Cluster {
  const resources = createResources(api);
  const with_ = (signal?: AbortSignal) => (signal ? { signal } : {});
  const parse = ({ text }: ApiAnswer) => JSON.parse(text) as Manifest;
  const fail = (call: ApiCall, answer: ApiAnswer): never => {
    throw refusalOf(api, call, answer);
  };

  return {
    server: api.server,
    context: api.context,
    isNamespaced: (kind, signal) => resources.isNamespaced(kind, signal),
    close: () => api.close(),

    async get(ref, signal) {
      const call = {
        method: 'GET',
        path: await resources.pathOf(ref, signal),
        doing: say('get', ref),
        ...with_(signal),
      } as const;
      const answer = await api.call(call);
      if (answer.status === 404) return undefined;
      return answer.status === 200 ? parse(answer) : fail(call, answer);
    },

    list: async (kind, options = {}) =>
      listAll(api, {
        kind,
        path: await resources.pathOf(
          { ...kind, ...(options.namespace !== undefined && { namespace: options.namespace }) },
          options.signal,
        ),
        ...options,
      }),

    async apply(manifest, { dryRun = false, force = false, signal } = {}) {
      const ref = refOf(manifest);
      const call = {
        method: 'PATCH',
        path: await resources.pathOf(ref, signal),
        // JSON is YAML.
        contentType: APPLY_TYPE,
        query: { fieldManager: FIELD_MANAGER, force: String(force), ...(dryRun && { dryRun: 'All' }) },
        body: manifest,
        doing: say(dryRun ? 'try out' : 'apply', ref),
        ...with_(signal),
      } as const;
      const answer = await api.call(call);
      if (answer.status === 200 || answer.status === 201)
        return { ok: true, object: parse(answer), warnings: answer.warnings };
      const status = readStatus(answer);
      if (status.code === 409 && status.causes.some(({ reason }) => reason === 'FieldManagerConflict'))
        return { ok: false, conflicts: conflictsIn(ref, status) };
      return fail(call, answer);
    },

    async create(manifest, signal) {
      const { name: _, ...kind } = refOf(manifest);
      const call = {
        method: 'POST',
        path: await resources.pathOf(kind, signal),
        query: { fieldManager: FIELD_MANAGER },
        body: manifest,
        doing: say('create', refOf(manifest)),
        ...with_(signal),
      } as const;
      const answer = await api.call(call);
      if (readStatus(answer).reason === 'AlreadyExists') return undefined;
      return answer.status === 201 ? parse(answer) : fail(call, answer);
    },

    async replace(manifest, signal) {
      const ref = refOf(manifest);
      const call = {
        method: 'PUT',
        path: await resources.pathOf(ref, signal),
        query: { fieldManager: FIELD_MANAGER },
        body: manifest,
        doing: say('update', ref),
        ...with_(signal),
      } as const;
      const answer = await api.call(call);
      if (answer.status === 409 || answer.status === 404) return undefined;
      return answer.status === 200 ? parse(answer) : fail(call, answer);
    },

    async delete(ref, { uid, resourceVersion, signal } = {}) {
      const preconditions = { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) };
      const call = {
        method: 'DELETE',
        path: await resources.pathOf(ref, signal),
        body: { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background', preconditions },
        doing: say('delete', ref),
        ...with_(signal),
      } as const;
      const answer = await api.call(call);
      if (answer.status === 404) return 'absent';
      if (answer.status === 409) return 'changed';
      return answer.status === 200 || answer.status === 202 ? 'deleted' : fail(call, answer);
    },

    async readLog({ namespace, pod, container, previous = false, lines = 20, signal }) {
      const ref = { apiVersion: 'v1', kind: 'Pod', namespace, name: pod };
      const path = `${await resources.pathOf(ref, signal)}/log`;
      const query = { container, previous: String(previous), tailLines: String(lines), limitBytes: '65536' };
      const answer = await api.call({
        method: 'GET',
        path,
        query,
        doing: say('read the log of', ref),
        ...with_(signal),
      });
      // Pods come and go while one asks, and a log is only ever an addition to what is told already.
      return answer.status === 200 ? answer.text.split('\n').filter((line) => line !== '') : [];
    },
  };
}

const say = (verb: string, ref: ObjectRef): string =>
  `${verb} ${nameOf(ref)}${ref.namespace === undefined ? '' : ` in ${ref.namespace}`}`;
