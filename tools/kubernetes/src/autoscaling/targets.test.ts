import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fieldOf, listOf } from '@slipway/deploy-plan';
import { readKustomization } from '../manifests/read-tree.ts';
import { root } from '../root.ts';

const folder = (component: string) => join(root, 'k8s/components', component);
const read = (component: string, file: string): unknown =>
  parse(readFileSync(join(folder(component), file), 'utf8'));
const generated = readKustomization(folder('autoscaling')).resources as readonly string[];

it('there are autoscalers for the gateway and models', () => {
  expect(generated).toEqual(expect.arrayContaining(['gateway.yaml', 'digits-onnx.yaml']));
});

describe.each(generated)('the autoscaler %s', (file) => {
  const name = file.replace('.yaml', '');
  const [rows] = read('external-metrics', file) as readonly [unknown];
  const target = fieldOf(rows, 'value', 'external', 'target', 'averageValue');

  it('goes by rows in flight of its own service with the component external-metrics', () => {
    expect(readKustomization(folder('external-metrics')).patches).toContainEqual({
      target: { kind: 'HorizontalPodAutoscaler', name },
      path: file,
    });
    expect(fieldOf(rows, 'value', 'external', 'metric')).toEqual({
      name: 'slipway_model_pending_rows',
      selector: { matchLabels: { service: name } },
    });
    expect(target).toMatch(/^\d+$/);
  });

  it('has the same limits and targets with the component keda', () => {
    const ours = read('autoscaling', file);
    const keda = read('keda', file);
    const [cpu, prometheus] = listOf(keda, 'spec', 'triggers');
    expect(fieldOf(keda, 'spec', 'scaleTargetRef')).toEqual(fieldOf(ours, 'spec', 'scaleTargetRef'));
    expect([fieldOf(keda, 'spec', 'minReplicaCount'), fieldOf(keda, 'spec', 'maxReplicaCount')]).toEqual([
      fieldOf(ours, 'spec', 'minReplicas'),
      fieldOf(ours, 'spec', 'maxReplicas'),
    ]);
    const [resource] = listOf(ours, 'spec', 'metrics');
    expect(Number(fieldOf(cpu, 'metadata', 'value'))).toBe(
      fieldOf(resource, 'resource', 'target', 'averageUtilization'),
    );
    expect(fieldOf(prometheus, 'metadata', 'threshold')).toBe(target);
    expect(String(fieldOf(prometheus, 'metadata', 'query')).match(/"([^"]+)"/g)).toEqual([
      `"${name}"`,
      `"${name}"`,
    ]);
  });
});
