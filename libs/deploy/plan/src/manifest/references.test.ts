import { object } from '../testing/fixtures.ts';
import { neededObjects } from './references.ts';

it('finds every Secret and ConfigMap that pods cannot start without', () => {
  const workload = object('CronJob', 'job', {
    spec: {
      jobTemplate: {
        spec: {
          template: {
            spec: {
              volumes: [
                { secret: { secretName: 'a' } },
                { configMap: { name: 'b' } },
                {
                  projected: {
                    sources: [{ secret: { name: 'c' } }, { configMap: { name: 'd', optional: true } }],
                  },
                },
                { emptyDir: {} },
              ],
              initContainers: [{ envFrom: [{ secretRef: { name: 'e' } }, { configMapRef: { name: 'f' } }] }],
              containers: [
                {
                  env: [
                    { valueFrom: { secretKeyRef: { name: 'a', key: 'k' } } },
                    { valueFrom: { configMapKeyRef: { name: 'g', key: 'k', optional: true } } },
                    { value: 'plain' },
                  ],
                },
              ],
            },
          },
        },
      },
    },
  });
  expect(
    neededObjects([workload, object('ConfigMap', 'x')]).map(({ kind, name }) => `${kind} ${name}`),
  ).toEqual(['Secret a', 'ConfigMap b', 'Secret c', 'Secret e', 'ConfigMap f']);
});
