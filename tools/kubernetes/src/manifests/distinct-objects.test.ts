import { distinctObjects } from './distinct-objects.ts';

const object = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'a' },
  ...more,
});

it('holds each object once, one of a name in a batch, in the namespace and without its node port', () => {
  const cluster = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } };
  const batches = distinctObjects(
    [
      [cluster, object('x'), object('y', { spec: { ports: [{ port: 1, nodePort: 30_080 }] } })],
      [object('x'), object('x', { spec: {} }), object('y', { spec: { ports: [{ port: 1 }] } })],
    ],
    'b',
  );
  const moved = { namespace: 'b' };
  expect(batches).toMatchObject([
    [
      { metadata: { name: 'x', ...moved } },
      { metadata: { name: 'y', ...moved }, spec: { ports: [{ port: 1 }] } },
    ],
    [{ metadata: { name: 'x', ...moved }, spec: {} }],
  ]);
  expect(JSON.stringify(batches)).not.toContain('nodePort');
});
