import type { ServerResponse } from 'node:http';
import { requestContext } from '@slipway/service-http';
import type { Telemetry } from '@slipway/service-telemetry';
import type { Response } from 'express';
import { Counter } from 'prom-client';
import type { TokenOutcome } from './oauth/issuer.ts';

/** Counts token requests and says on the access line who got which token: its id, never the token. */
export function observeTokens({ metrics, logger }: Pick<Telemetry, 'metrics' | 'logger'>) {
  const requests = new Counter({
    name: 'slipway_auth_token_requests_total',
    help: 'Token requests by outcome: a rise of invalid_client is somebody guessing or a secret out of step',
    labelNames: ['outcome'],
    registers: [metrics],
  });
  return (outcome: TokenOutcome, res: ServerResponse): void => {
    const { logFields } = requestContext(res as Response);
    requests.inc({ outcome: outcome.kind === 'refused' ? outcome.error : outcome.kind });
    if (outcome.kind === 'failed')
      return logger.error({ err: outcome.cause }, 'unexpected error at the token endpoint');
    if (outcome.clientId !== undefined) logFields['client.id'] = outcome.clientId;
    if (outcome.kind === 'refused') logFields['error.code'] = outcome.error;
    else if (outcome.tokenId !== undefined) logFields['token.id'] = outcome.tokenId;
  };
}
