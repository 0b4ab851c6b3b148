export { diffFields, type FieldChange } from './changes/diff-fields.ts';
export { estimateResult } from './changes/estimate.ts';
export { countActions, formatPlan } from './changes/format-plan.ts';
export {
  changesOf,
  planRelease,
  prunable,
  type ActionKind,
  type Observed,
  type PlanInput,
  type PlannedAction,
  type ReleasePlan,
} from './changes/plan-release.ts';
export { redactChanges, redactManifest } from './changes/redact.ts';
export { judgeImages, type JudgeImages } from './images/judge-images.ts';
export { parseReference, type ImageReference } from './images/parse-reference.ts';
export {
  fieldOf,
  isRecord,
  keyOf,
  listOf,
  nameOf,
  numberOf,
  refOf,
  textOf,
  type Manifest,
  type Metadata,
  type ObjectRef,
} from './manifest/manifest.ts';
export { isWorkload, orderDeletions, orderManifests, wavesOf, type Wave } from './manifest/order.ts';
export { imagesOf, podSpecOf, type ContainerImage } from './manifest/pod-spec.ts';
export { neededObjects, type NeededObject } from './manifest/references.ts';
export { START_AFTER } from './manifest/start-waves.ts';
export { isWithin } from './manifest/subset.ts';
export {
  chooseRollback,
  KEPT_RELEASES,
  latestRelease,
  nextNumber,
  releasesToForget,
  type RollbackChoice,
} from './release/history.ts';
export { lockedReferences } from './release/locked-references.ts';
export { manifestsDigest } from './release/manifests-digest.ts';
export {
  decodeRelease,
  encodeRelease,
  summaryOf,
  type DecodedRelease,
  type ReleaseRecord,
  type ReleaseStatus,
  type ReleaseSummary,
} from './release/release-record.ts';
export { isUnschedulable } from './rollout/explain-pod.ts';
export { judgeRollout } from './rollout/judge-rollout.ts';
export type {
  ContainerLog,
  RolloutCounts,
  RolloutState,
  RolloutView,
  Stall,
  StallReason,
} from './rollout/rollout-state.ts';
