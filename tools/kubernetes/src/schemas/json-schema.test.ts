import { jsonSchemas, schemaFile } from './json-schema.ts';

const thing = { group: 'example.com', version: 'v1', kind: 'Thing' };
const document = {
  components: {
    schemas: {
      Thing: {
        description: 'A thing',
        type: 'object',
        properties: {
          spec: { allOf: [{ $ref: '#/components/schemas/Spec' }], default: {} },
          port: { 'x-kubernetes-int-or-string': true },
        },
        'x-kubernetes-group-version-kind': [thing],
      },
      Spec: {
        type: 'object',
        properties: {
          format: { type: 'string', description: 'a field that is called like a keyword' },
          size: { $ref: '#/components/schemas/Quantity' },
          note: { type: 'string', nullable: true },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
          any: { type: 'object', properties: { a: {} }, 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
      Quantity: { oneOf: [{ type: 'string' }, { type: 'number' }] },
      Unused: { type: 'object' },
      DeleteOptions: { 'x-kubernetes-group-version-kind': [thing, { ...thing, version: 'v2' }] },
    },
  },
};

describe('schemas of an API server', () => {
  const schemas = jsonSchemas(document);

  it('become one schema for each kind, with what it refers to', () => {
    expect([...schemas.keys()]).toEqual(['example.com_thing_v1.json']);
    expect(Object.keys(schemas.get('example.com_thing_v1.json')!.definitions as object)).toEqual([
      'Spec',
      'Quantity',
    ]);
  });

  it('are found where the group has no name, too', () => {
    expect(schemaFile({ group: '', version: 'v1', kind: 'ConfigMap' })).toBe('v1_configmap_v1.json');
  });

  it('refuse fields that they do not name, unless they say that they keep them', () => {
    expect(schemas.get('example.com_thing_v1.json')).toEqual({
      type: 'object',
      additionalProperties: false,
      properties: {
        spec: { allOf: [{ $ref: '#/definitions/Spec' }] },
        port: { type: ['integer', 'string'] },
      },
      definitions: {
        Spec: {
          type: 'object',
          additionalProperties: false,
          properties: {
            format: { type: 'string' },
            size: { $ref: '#/definitions/Quantity' },
            note: { type: ['string', 'null'] },
            labels: { type: 'object', additionalProperties: { type: 'string' } },
            any: { type: 'object', properties: { a: {} } },
          },
        },
        Quantity: { oneOf: [{ type: 'string' }, { type: 'number' }] },
      },
    });
  });
});
