import { get } from '../request.ts';
import type { Row } from '../row.ts';

/** Rate and burst of the stack that the suite runs against. Each row is a client of its own. */
export const QUOTA = { perSecond: 5, burst: 300 } as const;
/** The quota is passed even where they take half a minute. */
const TOO_MANY = QUOTA.burst + 30 * QUOTA.perSecond;

/** What only the gateway has. */
export const gatewayRows: readonly Row[] = [
  {
    id: '86',
    input: 'fan-out list with an unknown model, none, 1,001, or the same twice',
    status: [404, 400],
    unapplied:
      'ensembles are declared, not sent: their declaration is checked at the start (libs/inference/ensemble)',
  },
  {
    id: '87',
    input: 'quota of a client passed',
    status: [429],
    note: 'with `Retry-After`',
    at: 'gateway',
    slow: true,
    send: (target) => {
      const one = get(target, '/v2');
      return [
        { what: 'within the quota', bytes: one, status: [200] },
        {
          what: 'its rest, and more',
          bytes: Buffer.concat(Array.from({ length: TOO_MANY }, () => one)),
          answers: TOO_MANY,
          headers: { 'retry-after': /^[1-9]\d*$/ },
        },
        {
          what: 'another client',
          bytes: get({ ...target, token: (wish) => target.token({ client: 'another', ...wish }) }, '/v2'),
          status: [200],
        },
      ];
    },
  },
];
