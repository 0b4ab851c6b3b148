/** What the command line itself reads of the environment; services have their own settings. */
export const commandVariables = {
  SLIPWAY_HOME: 'state folder (default: .slipway in the workspace)',
  SLIPWAY_PORT_OFFSET: 'as --port-offset, for up and doctor',
  SLIPWAY_REQUIRE: 'platforms (compose,kubernetes,istio) whose absence makes test fail',
  SLIPWAY_SUBSTRATE: 'as --substrate; what the acceptance tests run the stack on (default: processes)',
  SLIPWAY_TEST_CONTEXT: 'the kubeconfig context whose cluster tests may use; without it they use none',
  SLIPWAY_TEST_REGISTRY: 'registry that brings what tests have built to that cluster',
  SLIPWAY_RELEASE_NAMESPACE: 'set by verify: the namespace that the acceptance tests attach to',
  SLIPWAY_RELEASE_CONTEXT: 'set by verify: the kubeconfig context of that namespace',
  SLIPWAY_RELEASE_ORIGIN: 'set by verify: the public origin to ask instead of a forwarded port',
  SLIPWAY_RELEASE_PROJECT: 'set by verify: the Compose project that the acceptance tests attach to',
  SLIPWAY_SOAK: '1 for the long run: full counts, and tests that take minutes',
} as const;

/** The table as it is shown by `--help`. */
export function describeVariables(): string {
  const entries = Object.entries(commandVariables);
  const width = Math.max(...entries.map(([name]) => name.length));
  const rows = entries.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`);
  return ['Environment variables (those of services: docs/reference/configuration.md):', ...rows].join('\n');
}
