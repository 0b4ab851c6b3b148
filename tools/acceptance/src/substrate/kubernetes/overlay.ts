import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import {
  CLIENT_KEY,
  clientSecret,
  DATABASE_KEY,
  DATABASE_SECRET,
  SETTINGS,
} from '@slipway/deploy-kubernetes';
import type { StackOptions } from '../substrate.ts';
import { KEY_SERVER_FILES, keyServerUrl } from './key-server-objects.ts';
import { asStandIn, RELAY_FILES } from './stand-in/stand-in-objects.ts';

export interface OverlayOptions {
  readonly namespace: string;
  /** The way from the overlay's folder to `k8s/`: Kustomize takes no other. */
  readonly k8s: string;
  readonly options: StackOptions;
  /** What each service runs, by name. */
  readonly images: ReadonlyMap<string, string>;
  readonly databaseImage: string;
  /** Node ports of the Services themselves, by name. */
  readonly nodePortOf: ReadonlyMap<string, number>;
  readonly issuer: string;
  /** By client id. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly databasePassword: string;
}

/** Marks what tests have made, so that what an aborted run left is found: `kubectl delete ns -l slipway.dev/test`. */
export const TEST_LABEL = 'slipway.dev/test';

/** A stop in a test need not wait until load balancers have learned of it. */
const SHORT_DRAIN = { SLIPWAY_DRAIN_DELAY_MILLIS: '200' };
const SHORT_PROPAGATION_SECONDS = 1;
/** A machine that runs tests is busy with more than this: a start may take this long, in seconds. */
export const LONGEST_START_SECONDS = 180;

/**
 * What the suite lays over `k8s/overlays/dev`: settings of the test, its images and secrets, ports of the node and the
 * key server. Everything else, hardening and network policies included, is as committed.
 */
export function overlay(system: readonly ServiceDeclaration[], placed: OverlayOptions) {
  const { namespace, k8s, nodePortOf, issuer, secrets, databasePassword } = placed;
  const secret = (name: string, key: string, value: string) => ({
    name,
    literals: [`${key}=${value}`],
    options: { disableNameSuffixHash: true },
  });
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace,
    resources: [`${k8s}/overlays/dev`, 'objects.yaml'],
    configMapGenerator: [
      { name: SETTINGS, behavior: 'merge', literals: [`SLIPWAY_ISSUER=${issuer}`] },
      { name: KEY_SERVER_FILES, files: ['key-server.ts'] },
      { name: RELAY_FILES, files: ['relay.ts'] },
    ],
    secretGenerator: [
      ...Object.entries(secrets).map(([client, value]) => secret(clientSecret(client), CLIENT_KEY, value)),
      secret(DATABASE_SECRET, DATABASE_KEY, databasePassword),
    ],
    patches: [
      onNamespace(),
      // The Service of each service has a port of the node already: see `nodePort`.
      patch({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'gateway-node-port' },
        $patch: 'delete',
      }),
      ...system.map((service) => patch(nodePort(service, nodePortOf.get(service.name)!))),
      ...system.map((service) =>
        patch(
          placed.options.standIns?.[service.name] === undefined
            ? workload(service, placed)
            : asStandIn(service, placed.images.get(service.name)),
        ),
      ),
      onDatabase(placed.databaseImage),
    ],
  };
}

const patch = (value: unknown) => ({ patch: JSON.stringify(value) });

/** Images of a test are in no lock, and whatever an aborted run leaves must be found. */
const onNamespace = () => ({
  target: { kind: 'Namespace' },
  patch: JSON.stringify([
    { op: 'remove', path: pointer('slipway.dev/images') },
    { op: 'add', path: pointer(TEST_LABEL), value: 'acceptance' },
  ]),
});

/** RFC 6901. */
const pointer = (label: string): string => `/metadata/labels/${label.replace('/', '~1')}`;

const nodePort = ({ name, ports }: ServiceDeclaration, port: number) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { type: 'NodePort', ports: [{ port: ports.http, protocol: 'TCP', nodePort: port }] },
});

function workload({ name, kind }: ServiceDeclaration, { options, images }: OverlayOptions) {
  const environment = {
    ...SHORT_DRAIN,
    ...(kind !== 'auth' && { SLIPWAY_JWKS_URL: `${keyServerUrl}/oauth2/jwks` }),
    ...options.settings,
    ...options.settingsOf?.[name],
  };
  const container = {
    name,
    image: images.get(name),
    env: Object.entries(environment).map(([variable, value]) => ({ name: variable, value })),
    lifecycle: { preStop: { sleep: { seconds: SHORT_PROPAGATION_SECONDS } } },
    startupProbe: { failureThreshold: LONGEST_START_SECONDS },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      progressDeadlineSeconds: LONGEST_START_SECONDS,
      template: { spec: { containers: [container] } },
    },
  };
}

/** Nothing of it shall stay, and volumes are few. */
const onDatabase = (image: string) => ({
  target: { kind: 'StatefulSet', name: 'postgres' },
  patch: JSON.stringify([
    { op: 'remove', path: '/spec/volumeClaimTemplates' },
    { op: 'add', path: '/spec/template/spec/volumes/-', value: { name: 'data', emptyDir: {} } },
    { op: 'replace', path: '/spec/template/spec/containers/0/image', value: image },
  ]),
});
