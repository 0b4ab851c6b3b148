import { until } from '@slipway/compose-tests/testing';

const LONGEST_MILLIS = 60_000;

/** Resolves when there is a good answer at a port of the node: pods are ready before every node has the way to them. */
export const untilAnswered = (url: string): Promise<unknown> =>
  until(
    `an answer of ${url}`,
    () =>
      fetch(url).then(
        ({ ok }) => ok,
        () => undefined,
      ),
    LONGEST_MILLIS,
  );
