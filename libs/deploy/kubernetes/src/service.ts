import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { HTTP, metadataOf, selectorOf } from './names.ts';

/** The stable address of a service inside the cluster. */
export const service = (declared: ServiceDeclaration) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadataOf(declared),
  spec: {
    type: 'ClusterIP',
    selector: selectorOf(declared.name),
    ports: [
      { name: HTTP, port: declared.ports.http, targetPort: HTTP, protocol: 'TCP', appProtocol: 'http' },
    ],
  },
});

/** Its identity, which gives no right and no token: network and mesh policies go by it. */
export const serviceAccount = (declared: ServiceDeclaration) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: metadataOf(declared),
  automountServiceAccountToken: false,
});
