import type { Manifest } from '@slipway/deploy-plan';
import { openEdges } from './edges.ts';

const workload = (name: string, port: number): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name, ports: [{ name: 'http', containerPort: port }] }] },
    },
  },
});

const policy = (name: string, spec: object): Manifest => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name },
  spec,
});

const pods = (app: string) => ({ podSelector: { matchLabels: { app } } });
const deny = policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const out = (from: string, to: object, ports?: object[]) =>
  policy(`${from}-out`, {
    ...pods(from),
    policyTypes: ['Egress'],
    egress: [{ to: [to], ...(ports && { ports }) }],
  });
const into = (to: string, from: object, ports?: object[]) =>
  policy(`${to}-in`, {
    ...pods(to),
    policyTypes: ['Ingress'],
    ingress: [{ from: [from], ...(ports && { ports }) }],
  });

const system = [workload('a', 1), workload('b', 2)];
const edges = (...policies: readonly Manifest[]) =>
  openEdges([...system, ...policies]).map(({ from, to, port }) => `${from} → ${to}:${port}`);

describe('edges that NetworkPolicies leave open', () => {
  it.each<[string, Manifest[], string[]]>([
    ['all, where there is no policy', [], ['a → b:2', 'b → a:1']],
    ['none, where everything is denied', [deny], []],
    ['none that only the caller may use', [deny, out('a', pods('b'))], []],
    ['none that only the called lets in', [deny, into('b', pods('a'))], []],
    ['one that both ends name', [deny, out('a', pods('b')), into('b', pods('a'))], ['a → b:2']],
    [
      'one by the name of its port',
      [deny, out('a', pods('b'), [{ port: 2 }]), into('b', pods('a'), [{ port: 'http' }])],
      ['a → b:2'],
    ],
    [
      'one in a range of ports',
      [deny, out('a', pods('b'), [{ port: 1, endPort: 3 }]), into('b', pods('a'))],
      ['a → b:2'],
    ],
    ['none at another port', [deny, out('a', pods('b'), [{ port: 3 }]), into('b', pods('a'))], []],
    [
      'none by the same labels in other namespaces',
      [deny, out('a', { ...pods('b'), namespaceSelector: {} }), into('b', pods('a'))],
      [],
    ],
    ['none to addresses', [deny, out('a', { ipBlock: { cidr: '0.0.0.0/0' } }), into('b', pods('a'))], []],
    [
      'one to everybody, where a rule names no peer',
      [deny, policy('any', { ...pods('a'), policyTypes: ['Egress'], egress: [{}] }), into('b', pods('a'))],
      ['a → b:2'],
    ],
    [
      'one by an expression',
      [
        deny,
        out('a', { podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['b', 'c'] }] } }),
        into('b', { podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['c'] }] } }),
      ],
      ['a → b:2'],
    ],
    ['those of one direction, where only the other is denied', [into('b', pods('nobody'))], ['b → a:1']],
  ])('are %s', (_what, policies, expected) => {
    expect(edges(...policies)).toEqual(expected);
  });
});
