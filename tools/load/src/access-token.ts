import type { Agent } from 'node:http';
import { exchange } from './exchange.ts';

export interface AccessTokenOptions {
  /** The public origin, whose `/oauth2/token` issues tokens. */
  readonly url: string;
  readonly agent: Agent;
  readonly clientId: string;
  readonly clientSecret: string;
}

const TIMEOUT_MILLIS = 10_000;
const TRIES = 5;
/** A token is replaced when this share of its life is over. */
const RENEW_AT = 0.7;

/** The client's token, renewed while it is still good; throws where none is to be had. */
export function createAccessToken({ url, agent, clientId, clientSecret }: AccessTokenOptions) {
  let token: { readonly value: string; readonly renewAt: number } | undefined;
  let renewal: Promise<void> | undefined;

  async function renew(): Promise<void> {
    let said = '';
    for (let tries = 0; tries < TRIES; tries++) {
      const reply = await exchange({
        url: `${url}/oauth2/token`,
        agent,
        headers: {
          authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=client_credentials',
        timeoutMillis: TIMEOUT_MILLIS,
      });
      said = reply.kind === 'none' ? reply.reason : `${reply.status} ${reply.body.slice(0, 200)}`;
      if (reply.kind === 'answer' && reply.status === 200) {
        const { access_token: value, expires_in: seconds } = JSON.parse(reply.body) as Record<
          string,
          unknown
        >;
        token = { value: String(value), renewAt: performance.now() + Number(seconds) * 1000 * RENEW_AT };
        return;
      }
    }
    throw new Error(`${url}/oauth2/token gives client ${clientId} no token: ${said}`);
  }

  return async (): Promise<string> => {
    if (token !== undefined && performance.now() < token.renewAt) return token.value;
    // The old token is good for a while longer: requests do not wait for the new one.
    renewal ??= renew().finally(() => (renewal = undefined));
    if (token === undefined) await renewal;
    else renewal.catch(() => undefined);
    return token!.value;
  };
}
