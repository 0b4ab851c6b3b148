interface AutoscalingOverlay {
  readonly namespace: string;
  /** Of `k8s/components`. */
  readonly components: readonly string[];
  /** Whether CPU time counts, too. */
  readonly byCpu: boolean;
}

/** The autoscalers under test alone, over objects that the namespace has; the way to `k8s/` is relative. */
export const autoscalingOverlay = ({ namespace, components, byCpu }: AutoscalingOverlay, k8s: string) => ({
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  namespace,
  components: components.map((name) => `${k8s}/components/${name}`),
  patches: [
    {
      target: { kind: 'HorizontalPodAutoscaler' },
      patch: JSON.stringify([
        ...(byCpu ? [] : WITHOUT_CPU),
        // Whatever the cluster's own default is; enough to see answers become quick.
        { op: 'add', path: '/spec/behavior', value: { scaleDown: { stabilizationWindowSeconds: 180 } } },
      ]),
    },
  ],
});

const WITHOUT_CPU = [
  { op: 'test', path: '/spec/metrics/0/type', value: 'Resource' },
  { op: 'remove', path: '/spec/metrics/0' },
];
