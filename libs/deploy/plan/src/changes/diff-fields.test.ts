import { diffFields } from './diff-fields.ts';

describe('a diff of fields', () => {
  it('names the leaves that differ, members of lists by their names', () => {
    const before = {
      spec: {
        replicas: 1,
        containers: [
          { name: 'web', image: 'a' },
          { name: 'log', image: 'x' },
        ],
      },
    };
    const after = {
      spec: {
        replicas: 2,
        containers: [
          { name: 'log', image: 'x' },
          { name: 'web', image: 'b' },
        ],
      },
    };
    expect(diffFields(before, after)).toEqual([
      { path: 'spec.replicas', before: 1, after: 2 },
      { path: 'spec.containers[web].image', before: 'a', after: 'b' },
    ]);
  });

  it.each([
    ['a field that comes', {}, { a: { b: 1 } }, [{ path: 'a.b', after: 1 }]],
    ['a field that goes', { a: { b: 1 } }, {}, [{ path: 'a.b', before: 1 }]],
    ['a map that becomes empty', { a: { b: 1 } }, { a: {} }, [{ path: 'a.b', before: 1 }]],
    ['an empty map that comes', {}, { a: {} }, [{ path: 'a', after: {} }]],
    ['a list without names', { a: [1, 2] }, { a: [1, 3] }, [{ path: 'a[1]', before: 2, after: 3 }]],
    ['a leaf that becomes a map', { a: 1 }, { a: { b: 1 } }, [{ path: 'a', before: 1, after: { b: 1 } }]],
    ['a label', { labels: {} }, { labels: { 'a.b/c': 'x' } }, [{ path: 'labels."a.b/c"', after: 'x' }]],
    ['null and nothing', { a: null }, {}, [{ path: 'a', before: null }]],
  ])('tells of %s', (_, before, after, changes) => {
    expect(diffFields(before, after)).toEqual(changes);
  });

  it('passes over what only the server writes', () => {
    const server = {
      status: { ready: 1 },
      metadata: {
        uid: 'u',
        generation: 2,
        resourceVersion: '3',
        managedFields: [{}],
        creationTimestamp: 'x',
      },
    };
    expect(diffFields(server, { metadata: {} })).toEqual([]);
  });
});
