import { imagesOf } from './image-list.ts';

describe('the images of a Compose model', () => {
  it('are ours where they are built here, for whatever service, and somebody else’s otherwise', () => {
    const services = {
      gateway: { image: 'slipway/gateway:dev', build: {} },
      secrets: { image: '127.0.0.1:5000/slipway/secrets:dev', build: {} },
      'grafana-secrets': { image: '127.0.0.1:5000/slipway/secrets:dev' },
      edge: { image: 'haproxy:2.6-bookworm' },
    };
    expect(imagesOf({ services })).toEqual([
      { name: 'gateway', repository: 'slipway/gateway', tag: 'dev' },
      { name: 'secrets', repository: '127.0.0.1:5000/slipway/secrets', tag: 'dev' },
      { name: 'grafana-secrets', repository: '127.0.0.1:5000/slipway/secrets', tag: 'dev' },
      { name: 'edge', kind: 'external', repository: 'haproxy', tag: '2.6-bookworm' },
    ]);
  });

  it.each([
    ['127.0.0.1:5000/haproxy', '127.0.0.1:5000/haproxy', 'latest'],
    ['haproxy', 'haproxy', 'latest'],
    ['docker.elastic.co/kibana/kibana:9.5.3', 'docker.elastic.co/kibana/kibana', '9.5.3'],
  ])('have a repository and a tag: %s', (image, repository, tag) => {
    expect(imagesOf({ services: { one: { image } } })).toEqual([
      { name: 'one', kind: 'external', repository, tag },
    ]);
  });

  it('are asked for by the digest where they are named by one', () => {
    const image = `postgres:15@sha256:${'a'.repeat(64)}`;
    expect(imagesOf({ services: { postgres: { image } } })).toMatchObject([
      { repository: 'postgres', tag: '15', reference: image },
    ]);
  });
});
