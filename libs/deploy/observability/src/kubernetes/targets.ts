import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { HTTP, metadataOf, selectorOf } from '@slipway/deploy-kubernetes';
import { podsOf } from './names.ts';

/**
 * Lets DNS answer with the address of each pod of a service, so that Prometheus finds them without any right in the
 * cluster. Pods that are not ready are among them: why they are not is what it is there to see.
 */
export function targets(service: ServiceDeclaration) {
  const metadata = metadataOf(service);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadata, name: podsOf(service.name) },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: selectorOf(service.name),
      ports: [
        { name: HTTP, port: service.ports.http, targetPort: HTTP, protocol: 'TCP', appProtocol: 'http' },
      ],
    },
  };
}
