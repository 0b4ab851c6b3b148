import type { Manifest } from '../manifest/manifest.ts';
import { conditionOf } from './own-objects.ts';
import type { Stall } from './rollout-state.ts';
import { textOf } from '../manifest/manifest.ts';

const fixes = {
  quota: 'raise the ResourceQuota or ask for less',
  'pod-security': "the pod breaks the namespace's Pod Security level: mend its securityContext",
  admission: 'an admission policy refuses the pod',
  create: 'its controller cannot create the pod',
} as const;

/** Why a controller cannot create pods at all, as the API server told it. Each is an answer that waiting does not change. */
export function explainCreation(owner: Manifest | undefined, events: readonly Manifest[]): Stall | undefined {
  const failure = conditionOf(owner, 'ReplicaFailure');
  const message =
    failure?.status === 'True'
      ? failure.message
      : // A StatefulSet has no such condition: it tells by events alone.
        owner?.kind === 'StatefulSet'
        ? textOf(
            events.findLast((event) => textOf(event, 'reason') === 'FailedCreate'),
            'message',
          )
        : undefined;
  if (message === undefined) return undefined;
  const reason = reasonOf(message);
  return { reason, lines: [fixes[reason], message] };
}

function reasonOf(message: string): keyof typeof fixes {
  if (/exceeded quota|maximum .* usage per|minimum .* usage per|must specify (limits|requests)/.test(message))
    return 'quota';
  if (/violates PodSecurity/.test(message)) return 'pod-security';
  if (/ValidatingAdmissionPolicy|admission webhook/.test(message)) return 'admission';
  return 'create';
}
