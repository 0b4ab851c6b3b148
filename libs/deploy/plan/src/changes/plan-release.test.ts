import { keyOf, refOf, type Manifest } from '../manifest/manifest.ts';
import { deployment, object } from '../testing/fixtures.ts';
import { formatPlan } from './format-plan.ts';
import { planRelease, type Observed, type PlanInput } from './plan-release.ts';
import { redactManifest } from './redact.ts';

const key = (manifest: Manifest) => keyOf(refOf(manifest));
const plan = (input: Partial<PlanInput>) =>
  planRelease({ desired: [], observed: new Map(), inventory: [], present: new Set(), ...input });
const seen = (...pairs: readonly (readonly [Manifest, Observed])[]) =>
  new Map(pairs.map(([manifest, observed]) => [key(manifest), observed]));

describe('a plan', () => {
  it('creates what is not there, in the order in which others need it', () => {
    const desired = [
      deployment('web', 'image'),
      object('HorizontalPodAutoscaler', 'web'),
      object('ConfigMap', 'settings'),
      object('Namespace', 'shop'),
      object('ServiceAccount', 'web'),
    ];
    expect(plan({ desired }).actions.map(({ kind, object: { kind: what } }) => [kind, what])).toEqual([
      ['create', 'Namespace'],
      ['create', 'ServiceAccount'],
      ['create', 'ConfigMap'],
      ['create', 'Deployment'],
      ['create', 'HorizontalPodAutoscaler'],
    ]);
  });

  it('counts defaults of the server as no changes, because it answers with them', () => {
    const wanted = object('Service', 'web', { spec: { ports: [{ port: 80 }] } });
    const live = object('Service', 'web', {
      spec: { type: 'ClusterIP', ports: [{ port: 80, protocol: 'TCP' }] },
    });
    expect(plan({ desired: [wanted], observed: seen([wanted, { live, dryRun: live }]) }).actions).toEqual([
      { kind: 'unchanged', object: refOf(wanted), changes: [] },
    ]);
  });

  it('updates what the server would store otherwise', () => {
    const [live, wanted] = [deployment('web', 'old'), deployment('web', 'new')];
    expect(plan({ desired: [wanted], observed: seen([wanted, { live, dryRun: wanted }]) }).actions).toEqual([
      {
        kind: 'update',
        object: refOf(wanted),
        changes: [{ path: 'spec.template.spec.containers[web].image', before: 'old', after: 'new' }],
      },
    ]);
  });

  it('deletes in reverse order what was applied once, is there and is wanted no more', () => {
    const [a, b, gone, volume] = [
      object('ConfigMap', 'a'),
      deployment('b', 'x'),
      object('Service', 'gone'),
      object('PersistentVolumeClaim', 'data'),
    ];
    const inventory = [a, b, gone, volume].map(refOf);
    const { actions } = plan({ desired: [], inventory, present: new Set([a, b, volume].map(key)) });
    expect(actions.map(({ kind, object: { name } }) => `${kind} ${name}`)).toEqual(['delete b', 'delete a']);
  });

  it('knows an object again in another version of its API', () => {
    const old = object('HorizontalPodAutoscaler', 'web', { apiVersion: 'autoscaling/v1' });
    const wanted = object('HorizontalPodAutoscaler', 'web', { apiVersion: 'autoscaling/v2' });
    const { actions } = plan({
      desired: [wanted],
      observed: seen([wanted, { live: wanted, dryRun: wanted }]),
      inventory: [refOf(old)],
      present: new Set([key(old)]),
    });
    expect(actions.map(({ kind }) => kind)).toEqual(['unchanged']);
  });
});

describe('values of Secrets', () => {
  const secret = (value: string) =>
    object('Secret', 'key', {
      metadata: {
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"k":"${value}"}}` },
      },
      data: { k: value },
      stringData: { k: value },
    });

  it('stand in no plan, neither new nor old', () => {
    const [live, wanted] = [secret('c2VjcmV0MQ=='), secret('c2VjcmV0Mg==')];
    const update = plan({ desired: [wanted], observed: seen([wanted, { live, dryRun: wanted }]) });
    const create = plan({ desired: [wanted] });
    for (const text of [JSON.stringify([update, create]), formatPlan(update), formatPlan(create)])
      expect(text).not.toMatch(/c2VjcmV0/);
    expect(update.actions[0]?.changes).toContainEqual({
      path: 'data.k',
      before: '(redacted)',
      after: '(redacted)',
    });
  });

  it('are not shown by way of the copy that kubectl keeps, whatever the kind', () => {
    const wanted = { ...secret('c2VjcmV0'), kind: 'ConfigMap' };
    expect(
      JSON.stringify(
        plan({ desired: [wanted] }).actions.flatMap(({ changes }) => changes.map(({ path }) => path)),
      ),
    ).not.toContain('last-applied');
    expect(redactManifest(secret('c2VjcmV0')).data).toEqual({ k: '(redacted)' });
    expect(JSON.stringify(redactManifest(secret('c2VjcmV0')))).not.toContain('c2VjcmV0');
  });
});

describe('a plan as text', () => {
  it('is a diff with marks, long values cut, and a count', () => {
    const script = 'x'.repeat(500);
    const live = object('ConfigMap', 'settings', { data: { a: '1', b: '2' } });
    const wanted = object('ConfigMap', 'settings', { data: { a: script, c: '3' } });
    const text = formatPlan(
      plan({
        desired: [wanted, deployment('web', 'img')],
        observed: seen([wanted, { live, dryRun: wanted }]),
      }),
    );
    expect(text.split('\n')).toEqual([
      '~ ConfigMap settings',
      `    ~ data.a: 1 → ${'x'.repeat(120)}… (500 characters)`,
      '    - data.b: 2',
      '    + data.c: 3',
      '+ Deployment web',
      '    + spec.template.spec.containers[web].image: img',
      '1 to create, 1 to update',
    ]);
  });

  it('says so where there is nothing to do', () => {
    expect(formatPlan(plan({}))).toBe('nothing to do');
  });
});
