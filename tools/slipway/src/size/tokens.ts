import { fetchToken } from '../client/fetch-token.ts';
import { request } from '../client/request.ts';
import type { Stack, StackService } from '../stack/stack.ts';
import type { Measurable } from './measurable.ts';

/** May read the metrics of every service. */
const OPERATOR = 'operator';
/** Asks for predictions, as the load generator does everywhere. */
const DEMO = 'demo';

/** The tokens of a measurement, all asked for where clients ask. */
export function tokensOf(measurable: Measurable, services: readonly StackService[]) {
  const stack: Stack = {
    origin: measurable.origin,
    services,
    secretsDir: '',
    secretOf: (client) => measurable.secretOf(client),
    // The gateway hands the token endpoints on.
    ask: (service, path, options) => request(`${measurable.origin}${path}`, { ...options, service }),
  };
  const newToken = () => fetchToken(stack, { client: DEMO, audience: gatewayOf(services) });
  let kept: Promise<string> | undefined;
  return {
    newToken,
    // Good for a quarter of an hour, which is longer than any measurement.
    token: () => (kept ??= newToken()),
    forMetrics: async (of: Iterable<string>): Promise<ReadonlyMap<string, string>> => {
      const scope = 'metrics:read';
      const wanted = [...new Set(of)].map(
        async (audience) =>
          [audience, await fetchToken(stack, { client: OPERATOR, audience, scope })] as const,
      );
      return new Map(await Promise.all(wanted));
    },
  };
}

const gatewayOf = (services: readonly StackService[]): string =>
  services.find(({ kind }) => kind === 'gateway')?.name ?? 'gateway';
