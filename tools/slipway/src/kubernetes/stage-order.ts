import type { Manifest } from '@slipway/deploy-plan';
import { CommandError } from '../exit.ts';

/** The stage that is no overlay: containers on this machine. */
export const COMPOSE = 'compose';

/** On the Namespace of an overlay: the one stage that releases come there from. */
const PROMOTED_FROM = 'slipway.dev/promoted-from';

/** Ends the command where the target says that releases come to it from another stage. */
export function requireStageBefore(
  manifests: readonly Manifest[],
  { from, to }: { readonly from: string; readonly to: string },
): void {
  const before = manifests.find(({ kind }) => kind === 'Namespace')?.metadata.annotations?.[PROMOTED_FROM];
  if (before === undefined || before === from) return;
  throw new CommandError(
    'refused',
    `Releases come to ${to} from ${before}, not from ${from}: --from ${before} (k8s/overlays/${to} says so, with the annotation ${PROMOTED_FROM} of its Namespace)`,
  );
}
