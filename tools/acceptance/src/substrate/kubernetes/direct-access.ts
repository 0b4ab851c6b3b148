import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { HTTP, selectorOf } from '@slipway/deploy-kubernetes';

export interface DirectAccess {
  readonly nodePort: number;
  /** The port of its container. Default `http`. */
  readonly targetPort?: string;
}

/** A way to a service that is there while it is not ready, too: tests ask why it is not. */
export const directAccess = (
  { name, ports }: ServiceDeclaration,
  { nodePort, targetPort = HTTP }: DirectAccess,
) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: `test-to-${name}`, labels: selectorOf(name) },
  spec: {
    type: 'NodePort',
    selector: selectorOf(name),
    publishNotReadyAddresses: true,
    ports: [{ name: HTTP, port: ports.http, targetPort, nodePort, protocol: 'TCP' }],
  },
});
