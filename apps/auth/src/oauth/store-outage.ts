import { Provider, errors } from 'oidc-provider';
import { StoreUnavailableError } from '../store/store-unavailable-error.ts';

/** What OAuth calls it (RFC 6749 section 4.1.2.1); the token endpoint has no word of its own for it. */
export const TEMPORARILY_UNAVAILABLE = 'temporarily_unavailable';

/** Within the provider a database that is away must be an error of the provider's kind, or it is taken for a defect. */
export async function outageAsProviderError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    const { detail, retryAfterSeconds } = error.problem;
    Provider.ctx?.set('retry-after', String(retryAfterSeconds));
    throw Object.assign(new errors.OIDCProviderError(503, TEMPORARILY_UNAVAILABLE), {
      error_description: detail,
      expose: true,
    });
  }
}
