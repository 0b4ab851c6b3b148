import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@slipway/deploy-plan';
import { parse } from 'yaml';
import { root } from '../root.ts';

export interface ForeignKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly reason: string;
}

/** Kinds that the cluster of the tests need not have, from `k8s/tests/foreign-kinds.yaml`. */
export const readForeignKinds = (): readonly ForeignKind[] =>
  parse(readFileSync(join(root, 'k8s/tests/foreign-kinds.yaml'), 'utf8')) as readonly ForeignKind[];

export const isForeign = (kinds: readonly ForeignKind[], { apiVersion, kind }: Manifest): boolean =>
  kinds.some((one) => one.apiVersion === apiVersion && one.kind === kind);
