import { connect } from '../connect/connect.ts';
import type { Cluster } from '../objects/cluster.ts';

/** The cluster that tests may change, connected before the tests of a `describe`. */
export function useCluster(): () => Cluster {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await connect({ env: process.env });
  });
  afterAll(() => cluster?.close());
  return () => cluster;
}

const RESTRICTED = ['enforce', 'warn', 'audit'].map(
  (mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted'] as const,
);

export interface NamespaceOptions {
  /** Besides those of the restricted Pod Security Standard. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Only named, to be made by what is tested; it is removed all the same. */
  readonly make?: boolean;
}

/** A namespace for the tests of a `describe`, restricted as real ones are; it goes with all that is in it. */
export function useNamespace(
  cluster: () => Cluster,
  prefix: string,
  { labels = {}, make = true }: NamespaceOptions = {},
): string {
  const name = `${prefix}-${process.pid}-${Math.random().toString(36).slice(2, 7)}`;
  const ref = { apiVersion: 'v1', kind: 'Namespace', name };
  beforeAll(async () => {
    if (!make) return;
    const metadata = { name, labels: { ...Object.fromEntries(RESTRICTED), ...labels } };
    await cluster().create({ apiVersion: 'v1', kind: 'Namespace', metadata });
  });
  afterAll(async () => {
    // Hooks run in the order in which they are written down, so that the tests' own connection is gone by now.
    const own = await connect({ env: process.env });
    // Its end is not waited for: a namespace ends by itself, and its name is used once.
    await own.delete(ref).finally(() => own.close());
  });
  return name;
}
