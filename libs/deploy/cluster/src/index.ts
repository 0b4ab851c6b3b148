export { stopped, systemClock, type Clock } from './clock.ts';
export { ClusterError, type ClusterErrorKind } from './cluster-error.ts';
export { connect, type ConnectOptions } from './connect/connect.ts';
export {
  findTestCluster,
  type FindTestClusterOptions,
  type TestClusterOutcome,
} from './testing/find-test-cluster.ts';
export { loadKubeconfig, type KubeconfigOptions } from './connect/load-kubeconfig.ts';
export { readInventory, writeInventory } from './delivery/inventory.ts';
export { holdLease, type HoldLease, type Lease } from './delivery/lease.ts';
export { lockedImages, writeLockedImages } from './delivery/locked-images.ts';
export { makeSecrets, type MakeSecrets } from './delivery/make-secrets.ts';
export { OWN_LABELS } from './delivery/own-object.ts';
export { forgetReleases, markVerified, readReleases, writeRelease } from './delivery/releases.ts';
export {
  FIELD_MANAGER,
  type ApplyOptions,
  type ApplyOutcome,
  type Cluster,
  type DeleteOptions,
  type ListOptions,
  type LogOptions,
} from './objects/cluster.ts';
export { describeConflict, type FieldConflict } from './objects/field-conflict.ts';
export { readyPod, readyPods, type PodSelection } from './forward/ready-pods.ts';
export { forwardPort, type Forward, type ForwardPort } from './forward/forward-port.ts';
export { findPresent, lookUp, observe, type Observation, type ObserveOptions } from './objects/observe.ts';
export { createRender, parseManifests, type Render } from './render/render-overlay.ts';
export { awaitRollouts, type AwaitRollouts, type StalledWorkload } from './rollout/await-rollouts.ts';
export { lookAt, type NamespaceView } from './rollout/look-at.ts';
