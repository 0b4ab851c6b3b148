import { listOf, textOf, type Manifest } from '@slipway/deploy-plan';
import type { Api } from '../api/api.ts';
import { refusalOf } from '../api/read-status.ts';
import type { ListOptions } from './cluster.ts';
import type { KindRef } from './resources.ts';

const PAGE = 500;

interface ListAll extends ListOptions {
  readonly kind: KindRef;
  readonly path: string;
}

/** All objects of a kind, page by page. Items of a list carry no kind of their own, so it is given back to them. */
export async function listAll(
  api: Api,
  { kind, path, namespace, labelSelector, fieldSelector, signal }: ListAll,
) {
  const found: Manifest[] = [];
  for (let next: string | undefined = ''; next !== undefined;) {
    const call = {
      method: 'GET',
      path,
      query: { labelSelector, fieldSelector, limit: String(PAGE), continue: next || undefined },
      doing: `list ${kind.kind} objects${namespace === undefined ? '' : ` in ${namespace}`}`,
      ...(signal && { signal }),
    } as const;
    const answer = await api.call(call);
    if (answer.status !== 200) throw refusalOf(api, call, answer);
    const list: unknown = JSON.parse(answer.text);
    for (const item of listOf(list, 'items')) found.push({ ...(item as Manifest), ...kind });
    next = textOf(list, 'metadata', 'continue') || undefined;
  }
  return found;
}
