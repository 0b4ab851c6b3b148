/** The components under test alone, over objects that the namespace has; the way to `k8s/` is relative. */
export const rowsOverlay = (namespace: string, k8s: string) => ({
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  namespace,
  components: ['autoscaling', 'external-metrics'].map((name) => `${k8s}/components/${name}`),
  patches: [
    {
      target: { kind: 'HorizontalPodAutoscaler' },
      patch: JSON.stringify([
        // By rows alone.
        { op: 'test', path: '/spec/metrics/0/type', value: 'Resource' },
        { op: 'remove', path: '/spec/metrics/0' },
        // Whatever the cluster's own default is; enough to see answers become quick.
        { op: 'add', path: '/spec/behavior', value: { scaleDown: { stabilizationWindowSeconds: 180 } } },
      ]),
    },
  ],
});
