/** What the command line itself reads of the environment; services have their own settings. */
export const commandVariables = {
  SLIPWAY_HOME: 'state folder (default: .slipway in the workspace)',
  SLIPWAY_PORT_OFFSET: 'as --port-offset, for up and doctor',
  SLIPWAY_REQUIRE: 'platforms (compose,kubernetes,istio) whose absence makes test fail',
  SLIPWAY_SUBSTRATE: 'as --substrate; what the acceptance tests run the stack on (default: processes)',
  SLIPWAY_EDGE_PORT: 'with Compose: port of this machine that the proxy holds (default: 8080)',
  SLIPWAY_EDGE_IMAGE: 'with Compose: image of the proxy',
  SLIPWAY_ISSUER: 'with Compose: public origin, where it is not http://127.0.0.1 and the port',
  SLIPWAY_TAG: 'tag of the images that are built and run (default: dev)',
  SLIPWAY_REGISTRY: 'registry and folder of the images (default: slipway, on this machine)',
  SLIPWAY_REVISION: 'commit that built images are labelled with',
  SLIPWAY_SECRETS_DIR: 'with Compose: folder with secrets of clients that shall be used, a file each',
  SLIPWAY_OTLP_ENDPOINT: 'with Compose: where spans are sent (default: the collector, where a profile is on)',
  SLIPWAY_SOAK: '1 for the full counts of the acceptance tests',
} as const;

/** The table as it is shown by `--help`. */
export function describeVariables(): string {
  const entries = Object.entries(commandVariables);
  const width = Math.max(...entries.map(([name]) => name.length));
  const rows = entries.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`);
  return ['Environment variables (those of services: docs/reference/configuration.md):', ...rows].join('\n');
}
