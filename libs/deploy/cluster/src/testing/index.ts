export { accountKubeconfig } from './account-kubeconfig.ts';
export { describeOnCluster } from './describe-on-cluster.ts';
export { createManualClock } from './manual-clock.ts';
export { createMemoryCluster, type MemoryCluster } from './memory-cluster.ts';
export { serve, tinyImage, tinyWorkload, type TinyWorkload } from './tiny-workload.ts';
export { useCluster, useNamespace, type NamespaceOptions } from './use-cluster.ts';
