import type { RequestListener } from 'node:http';

export interface HeldRequests {
  readonly listener: RequestListener;
  /** From now on requests wait. */
  hold(): void;
  /** Those that wait go on, and later ones do not wait. */
  release(): void;
}

/** A listener whose requests can be made to wait for a moment. */
export function holdRequests(listener: RequestListener): HeldRequests {
  let waiting: (() => void)[] | undefined;
  return {
    listener: (req, res) => {
      if (waiting === undefined) listener(req, res);
      else waiting.push(() => listener(req, res));
    },
    hold: () => void (waiting ??= []),
    release: () => {
      const released = waiting ?? [];
      waiting = undefined;
      for (const run of released) run();
    },
  };
}
