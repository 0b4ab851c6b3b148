import type { ServerResponse } from 'node:http';
import {
  ANY_AUDIENCE,
  audienceOf,
  createVerifier,
  invalidToken,
  parseKeySet,
  type Principal,
  type Verifier,
} from '@slipway/auth-verifier';
import { ok, type Result } from '@slipway/service-problem';
import type { RequestHandler } from 'express';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { publicJwk, type KeyRing } from '../keys/key-ring.ts';
import { StoreUnavailableError } from '../store/store-unavailable-error.ts';
import { createProvider, type ProviderDependencies } from './create-provider.ts';

/** What a token request came to, for counters and the access line. */
export type TokenOutcome =
  | { readonly kind: 'issued'; readonly clientId?: string; readonly tokenId?: string }
  | { readonly kind: 'refused'; readonly clientId?: string; readonly error: string }
  | { readonly kind: 'failed'; readonly cause: unknown };

export interface IssuerDependencies extends ProviderDependencies {
  /** With the response under way, on which an app keeps what its access line says. */
  readonly onTokenRequest: (outcome: TokenOutcome, res: ServerResponse) => void;
}

export interface Issuer {
  /** Takes a new ring into use; requests that have begun finish with the old one. */
  use(ring: KeyRing): void;
  readonly handleToken: RequestHandler;
  /** The public key set (RFC 7517). */
  keySet(): { readonly keys: readonly object[] };
  /** Judges a token of ours for whatever audience, and whether it was revoked or its client disabled. */
  verify(token: string): Promise<Result<Principal>>;
  /** The same for the Authorization header of a call to this service itself. */
  verifyCaller: Verifier['verify'];
  /** As `verifyCaller`, but by the key alone while the store is away: for what must be seen just then. */
  verifyObserver: Verifier['verify'];
}

interface Generation {
  readonly handle: RequestHandler;
  readonly keySet: { readonly keys: readonly object[] };
  readonly anyAudience: Verifier;
  readonly ourAudience: Verifier;
}

/** Signs and judges tokens with the present keys; a rotation swaps everything that depends on them at once. */
export function createIssuer(dependencies: IssuerDependencies): Issuer {
  const { store } = dependencies;
  let current: Generation | undefined;

  const present = (): Generation => {
    if (!current) throw new Error('the issuer has no keys yet');
    return current;
  };

  async function unlessRevoked(result: Result<Principal>): Promise<Result<Principal>> {
    if (!result.ok) return result;
    const { tokenId, clientId } = result.value;
    const [denied, client] = await Promise.all([store.isTokenDenied(tokenId), store.findClient(clientId)]);
    if (denied || !client || client.disabled) return invalidToken('The token has been revoked');
    return ok(result.value);
  }

  return {
    use(ring) {
      current = createGeneration(dependencies, ring);
    },
    handleToken: (req, res, next) => present().handle(req, res, next),
    keySet: () => present().keySet,
    verify: async (token) => unlessRevoked(await present().anyAudience.verify(`Bearer ${token}`)),
    verifyCaller: async (header) => unlessRevoked(await present().ourAudience.verify(header)),
    async verifyObserver(header) {
      const verified = await present().ourAudience.verify(header);
      return unlessRevoked(verified).catch((error: unknown) => {
        if (error instanceof StoreUnavailableError) return verified;
        throw error;
      });
    },
  };
}

function createGeneration(dependencies: IssuerDependencies, ring: KeyRing): Generation {
  const { issuer, clock } = dependencies;
  const keySet = { keys: ring.keys.map(publicJwk) };
  const loadKeys = async () => ({ ok: true as const, keys: await parseKeySet(keySet) });
  const shared = { issuer, clock, loadKeys, jwksUrl: '' };
  return {
    keySet,
    handle: tokenHandler(dependencies, ring),
    anyAudience: createVerifier({ ...shared, audience: ANY_AUDIENCE }),
    ourAudience: createVerifier({ ...shared, audience: audienceOf('auth') }),
  };
}

function tokenHandler(dependencies: IssuerDependencies, ring: KeyRing): RequestHandler {
  const provider = createProvider(dependencies, ring);
  const report = (ctx: KoaContextWithOIDC, outcome: TokenOutcome) =>
    dependencies.onTokenRequest(outcome, ctx.res);
  const clientOf = (ctx: KoaContextWithOIDC): string | undefined => ctx.oidc?.client?.clientId;
  provider.on('grant.success', (ctx) =>
    report(ctx, {
      kind: 'issued',
      clientId: clientOf(ctx),
      tokenId: ctx.oidc.entities.ClientCredentials?.jti,
    }),
  );
  provider.on('grant.error', (ctx, error) =>
    report(ctx, { kind: 'refused', clientId: clientOf(ctx), error: error.message }),
  );
  provider.on('server_error', (ctx, cause) => report(ctx, { kind: 'failed', cause }));
  const handle = provider.callback();
  return (req, res, next) => void handle(req, res).catch(next);
}
