import { audienceOf } from '@slipway/auth-verifier';
import type { Credentials, TokenWish } from '../../credentials/credentials.ts';

export interface RealTokens {
  readonly issuer: string;
  /** Origin of the token service, or of what passes its endpoints through. */
  readonly url: string;
  /** Services that tokens are wanted for. */
  readonly services: readonly string[];
  readonly secretOf: (client: string) => string;
}

/** Declared clients that may have these scopes everywhere that they mean something. */
const CLIENTS: Readonly<Record<string, string>> = { infer: 'demo', 'metrics:read': 'prometheus' };
/** Well within the life of a token. */
const RENEW_MILLIS = 120_000;

const keyOf = (service: string, scope: string) => `${service} ${scope}`;

/** Tokens of the real token service, in hand before they are asked for; what no issuer would sign is not to be had. */
export async function openRealTokens({ issuer, url, services, secretOf }: RealTokens) {
  const tokens = new Map<string, string>();
  const basic = (client: string) => `Basic ${btoa(`${client}:${secretOf(client)}`)}`;
  const renew = async () => {
    const wanted = services.flatMap((service) =>
      Object.entries(CLIENTS).map(([scope, client]) => ({ service, scope, client })),
    );
    for (const { service, scope, client } of wanted) {
      const answer = await fetch(`${url}/oauth2/token`, {
        method: 'POST',
        headers: { authorization: basic(client) },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          resource: audienceOf(service),
          scope,
        }),
      });
      const { access_token: token } = (await answer.json()) as { access_token?: string };
      if (token === undefined)
        throw new Error(`Client ${client} gets no token for ${service} (${answer.status})`);
      tokens.set(keyOf(service, scope), token);
    }
  };
  await renew();
  const timer = setInterval(() => void renew().catch(() => undefined), RENEW_MILLIS).unref();

  const credentials: Credentials = {
    issuer,
    token: (wish) => tokenFor(tokens, wish),
    currentKey: refuse,
    rotate: refuse,
    basic,
    serveKeys: refuse,
    trapUrl: `${url}/trap`,
    trapHits: refuse,
  };
  return { credentials, close: () => clearInterval(timer) };
}

/** Any name of a client means a declared one: a release knows no others. */
function tokenFor(tokens: ReadonlyMap<string, string>, wish: TokenWish = {}): string {
  const { service = 'gateway', scope = 'infer', client: _, ...forged } = wish;
  const found = tokens.get(keyOf(service, scope));
  if (found === undefined || Object.keys(forged).length > 0) return refuse();
  return found;
}

function refuse(): never {
  throw new Error('A release gives out no such token: the test needs "forge-tokens"');
}
