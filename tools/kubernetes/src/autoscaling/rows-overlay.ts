/** The components under test over the stand-ins, in a namespace of the test's own; the way to `k8s/` is relative. */
export const rowsOverlay = (namespace: string, k8s: string) => ({
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  namespace,
  resources: ['objects.yaml'],
  components: ['network-policies', 'autoscaling', 'external-metrics'].map(
    (name) => `${k8s}/components/${name}`,
  ),
  patches: [
    ...['gateway', 'digits-tfjs'].map((name) => ({
      target: { kind: 'HorizontalPodAutoscaler', name },
      patch: JSON.stringify({ ...autoscaler, $patch: 'delete' }),
    })),
    {
      target: { kind: 'HorizontalPodAutoscaler', name: 'digits-onnx' },
      patch: JSON.stringify([
        { op: 'replace', path: '/spec/minReplicas', value: 1 },
        // By rows alone: the first is CPU time.
        { op: 'remove', path: '/spec/metrics/0' },
        // Whatever the cluster's own default is.
        { op: 'add', path: '/spec/behavior', value: { scaleDown: { stabilizationWindowSeconds: 5 } } },
      ]),
    },
  ],
});

const autoscaler = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'any' },
};
