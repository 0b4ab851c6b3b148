import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { observersFile } from './index.ts';

it('joins Prometheus and the collector to each service, by a network of their own', () => {
  const services = [
    { name: 'auth', calls: [] as unknown[] },
    { name: 'gateway', calls: [{ service: 'auth' }], public: true },
  ] as ServiceDeclaration[];
  expect(observersFile(services)).toEqual({
    services: {
      prometheus: { networks: ['prometheus-to-auth', 'prometheus-to-gateway'] },
      collector: { networks: ['auth-to-collector', 'gateway-to-collector'] },
    },
  });
});
