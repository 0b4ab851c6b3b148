import { fewestNetworks } from './forward-ports.ts';

const containers = [
  { service: 'web', networks: ['edge-to-web', 'web-to-model'] },
  { service: 'model', networks: ['web-to-model'] },
  { service: 'auth', networks: ['web-to-auth'] },
];

describe('the networks that lead to services', () => {
  it('are one for each service', () => {
    expect(fewestNetworks(containers, ['web', 'auth'])).toEqual(['edge-to-web', 'web-to-auth']);
  });

  it('are none for a service that another one leads to', () => {
    expect(fewestNetworks(containers, ['model', 'web'])).toEqual(['web-to-model']);
  });

  it('are none where a service has none', () => {
    expect(fewestNetworks(containers, ['away'])).toEqual([]);
  });
});
