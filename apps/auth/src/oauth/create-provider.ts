import { randomBytes } from 'node:crypto';
import type { Clock } from '@slipway/auth-verifier';
import { errors, Provider, type AdapterPayload, type Configuration } from 'oidc-provider';
import type { Authenticator } from '../clients/authenticator.ts';
import { activeKey, type KeyRing } from '../keys/key-ring.ts';
import type { AuthStore } from '../store/auth-store.ts';
import { TOO_MANY_FAILURES } from './client-credentials.ts';
import { DEFAULT_RESOURCE, grantScope, grantTtl } from './grant.ts';
import { outageAsProviderError } from './store-outage.ts';

export interface ProviderDependencies {
  readonly issuer: string;
  readonly store: AuthStore;
  readonly authenticator: Authenticator;
  readonly clock: Clock;
  readonly tokenTtlSeconds: number;
}

/** oidc-provider, cut down to one grant at one endpoint; it takes its keys at construction. */
export function createProvider(dependencies: ProviderDependencies, ring: KeyRing): Provider {
  const provider = new Provider(dependencies.issuer, configure(dependencies, ring));
  // Secrets are stored as scrypt hashes, so the provider cannot compare them; its own copy is a placeholder.
  provider.Client.prototype.compareClientSecret = async function (secret: string) {
    const outcome = await outageAsProviderError(
      dependencies.authenticator.authenticate(this.clientId, secret),
    );
    if (outcome.kind === 'too-many-failures') throw tooManyFailures(outcome.retryAfterSeconds);
    return outcome.kind === 'accepted';
  };
  return provider;
}

function configure(dependencies: ProviderDependencies, ring: KeyRing): Configuration {
  const { store, clock, tokenTtlSeconds } = dependencies;
  const off = { enabled: false };

  async function findClient(id: string) {
    const client = await outageAsProviderError(store.findClient(id));
    if (!client || client.disabled) throw new errors.InvalidClient('client is unknown or disabled');
    return client;
  }

  return {
    adapter: (model: string) => readOnlyAdapter(model, store),
    jwks: { keys: ring.keys.map(({ kid, jwk }) => ({ ...jwk, kid, use: 'sig', alg: 'ES256' })) },
    // Neither cookies nor these flows are ever served; what stays unset would fall back to development defaults.
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    responseTypes: [],
    scopes: [],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    clientBasedCORS: () => false,
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    routes: { token: '/oauth2/token' },
    features: {
      clientCredentials: { enabled: true },
      ...{ devInteractions: off, dPoP: off, rpInitiatedLogout: off, userinfo: off },
      ...{ pushedAuthorizationRequests: off, claimsParameter: off },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => DEFAULT_RESOURCE,
        async getResourceServerInfo(ctx, resource, { clientId }) {
          const { params, body } = ctx.oidc;
          const client = await findClient(clientId);
          const scope = grantScope(client, { resource, scope: params?.scope as string | undefined });
          // Without it a request that names no scope would get none.
          if (params) params.scope = scope;
          return {
            scope,
            audience: resource,
            accessTokenFormat: 'jwt',
            accessTokenTTL: grantTtl(client, { asked: body?.ttl, usual: tokenTtlSeconds }),
            jwt: { sign: { alg: 'ES256', kid: activeKey(ring)?.kid } },
          };
        },
      },
    },
    ttl: { ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? tokenTtlSeconds },
    formats: {
      customizers: {
        // One clock for issuing, introspecting and rotating; the provider would take the system's.
        jwt(_ctx, _token, { payload }) {
          const now = Math.floor(clock.now() / 1000);
          Object.assign(payload, { iat: now, exp: now + Number(payload.exp) - Number(payload.iat) });
        },
      },
    },
  };
}

/** The provider asks for clients and stores nothing: JWT access tokens are not kept. */
function readOnlyAdapter(model: string, store: AuthStore) {
  const find = async (id: string): Promise<AdapterPayload | undefined> => {
    const client = model === 'Client' ? await outageAsProviderError(store.findClient(id)) : undefined;
    return client && !client.disabled ? describeForProvider(id) : undefined;
  };
  const nothing = async () => undefined;
  return {
    ...{ find, findByUid: nothing, findByUserCode: nothing },
    ...{ upsert: nothing, consume: nothing, destroy: nothing, revokeByGrantId: nothing },
  };
}

/** Random, so that it is no master secret should the comparison above ever be lost. */
const placeholderSecret = randomBytes(32).toString('base64url');

const describeForProvider = (id: string): AdapterPayload => ({
  client_id: id,
  client_secret: placeholderSecret,
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
});

function tooManyFailures(retryAfterSeconds: number) {
  Provider.ctx?.set('retry-after', String(retryAfterSeconds));
  const error = new errors.OIDCProviderError(429, 'slow_down');
  return Object.assign(error, { error_description: TOO_MANY_FAILURES });
}
