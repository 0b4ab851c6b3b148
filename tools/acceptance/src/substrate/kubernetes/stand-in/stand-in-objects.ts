import type { ServiceDeclaration } from '@slipway/deploy-declaration';

/** The ConfigMap with the relay's program. */
export const RELAY_FILES = 'relay-files';
/** The port where lines come in. */
export const LINES = 'lines';
const LINES_PORT = 8071;

/** Laid over a service's Deployment: the relay runs in its place, under its name and with all that it may and may not. */
export function asStandIn({ name, ports }: ServiceDeclaration, image: string | undefined) {
  // Who answers comes only when the relay is there.
  const probe = { httpGet: null, tcpSocket: { port: LINES } };
  const container = {
    name,
    image,
    command: ['/usr/local/bin/node', '/relay/relay.ts'],
    env: [
      { name: 'CALLERS_PORT', value: String(ports.http) },
      { name: 'LINES_PORT', value: String(LINES_PORT) },
    ],
    ports: [{ name: LINES, containerPort: LINES_PORT, protocol: 'TCP' }],
    startupProbe: probe,
    readinessProbe: probe,
    livenessProbe: probe,
    volumeMounts: [{ name: 'relay', mountPath: '/relay', readOnly: true }],
  };
  const volumes = [{ name: 'relay', configMap: { name: RELAY_FILES } }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { template: { spec: { containers: [container], volumes } } },
  };
}
