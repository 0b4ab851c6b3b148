import { problem, ProblemError } from '@slipway/service-problem';

/** A database comes back within seconds or not soon; so many callers at once should not find it out. */
const RETRY_AFTER_SECONDS = 2;

/** The database cannot be had at the moment: callers are told to come back, and the message, for logs, says why. */
export class StoreUnavailableError extends ProblemError {
  constructor(reason: string) {
    const retryAfterSeconds = RETRY_AFTER_SECONDS;
    super(
      problem('unavailable', 'The token service cannot reach its database: try again', { retryAfterSeconds }),
    );
    this.name = 'StoreUnavailableError';
    this.message = `The database cannot be used: ${reason}`;
  }
}
