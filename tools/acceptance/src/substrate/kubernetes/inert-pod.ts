/** Belongs to no service. */
const UID = 10_097;

interface PodParts {
  readonly containers: readonly unknown[];
  readonly volumes?: readonly unknown[];
}

/** A pod of the tests' own, as little able to do harm as those of the services. */
export const inertPod = ({ containers, volumes = [] }: PodParts) => ({
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  terminationGracePeriodSeconds: 1,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: UID,
    runAsGroup: UID,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  containers,
  volumes,
});

export const inertContainer = (name: string, image: string) => ({
  name,
  image,
  imagePullPolicy: 'IfNotPresent',
  resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '500m', memory: '128Mi' } },
  securityContext: {
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
  },
});
