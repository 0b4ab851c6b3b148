import { endpoints, statusOf, tokenKinds, type TokenKind } from '../access/table.ts';
import { body } from '../bad-input/request.ts';
import { call } from '../call.ts';
import { itNeeds } from './behaviour.ts';
import type { Stack } from '../substrate/substrate.ts';

/** A model that the gateway and its own service both serve. */
const MODEL = 'digits-cnn';

/** The table of access, cell by cell, at the gateway and at a model service. */
export function accessBehaviours(stack: () => Stack): void {
  const named = (text: string) => text.replace('{model}', MODEL);
  const tokenOf = (service: string, { scope, wrongAudience, name }: TokenKind) =>
    scope === undefined
      ? undefined
      : stack().credentials.token({
          service: wrongAudience ? 'another' : service,
          scope: named(scope),
          client: `access-${name}`,
        });

  for (const service of ['gateway', 'digits-onnx'])
    for (const endpoint of endpoints.filter(({ gatewayOnly }) => !gatewayOnly || service === 'gateway'))
      itNeeds(
        endpoint.needsTokenService ? ['token-service', 'forge-tokens'] : ['forge-tokens'],
        `lets in who may call ${endpoint.method} ${endpoint.path} at ${service}, and nobody else`,
        async () => {
          const path = named(endpoint.path);
          const cells = await Promise.all(
            tokenKinds.map(async (kind) => {
              const { status } = await call(stack(), {
                service,
                path,
                method: endpoint.method,
                token: tokenOf(service, kind),
                ...(endpoint.method === 'POST' && { body: body() }),
              });
              return [kind.name, status] as const;
            }),
          );
          expect(Object.fromEntries(cells)).toEqual(
            Object.fromEntries(tokenKinds.map((kind) => [kind.name, statusOf(endpoint, kind)])),
          );
        },
      );
}
