import { CommandError } from '../exit.ts';

const LOOPBACK = /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/;

/** Load goes to this machine, or to where somebody has said by name that it may go. */
export function checkOrigin(origin: string, named: string | undefined): string {
  if (named !== undefined) {
    if (URL.canParse(named) && /^https?:$/.test(new URL(named).protocol)) return new URL(named).origin;
    throw new CommandError('usage', `--url: expected an http or https address, got "${named.slice(0, 200)}"`);
  }
  if (LOOPBACK.test(new URL(origin).hostname)) return origin;
  throw new CommandError(
    'refused',
    `The system answers at ${origin}, and a measurement is a load on all that use it: say --url ${origin} if it may be one`,
  );
}
