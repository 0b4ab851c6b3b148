import { deployment } from '../testing/fixtures.ts';
import { diffFields } from './diff-fields.ts';
import { estimateResult } from './estimate.ts';

it('an estimate keeps what the server has set and changes what is wanted', () => {
  const live = deployment('web', 'old', {
    spec: {
      replicas: 3,
      template: { spec: { containers: [{ name: 'web', image: 'old', imagePullPolicy: 'Always' }] } },
    },
  });
  expect(diffFields(live, estimateResult(live, deployment('web', 'new')))).toEqual([
    { path: 'spec.template.spec.containers[web].image', before: 'old', after: 'new' },
  ]);
});
