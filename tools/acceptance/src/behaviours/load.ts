import { Agent, request } from 'node:http';
import { body } from '../bad-input/request.ts';
import { substrate } from '../suite.ts';
import type { Stack } from '../substrate/substrate.ts';

/** What came of a load: every request is counted once. */
export interface Load {
  answered: number;
  /** Requests that were sent and got another answer than 200, or none: the status or the error. */
  readonly lost: string[];
  /** Clients that have ended because nobody listens any more. */
  refused: number;
}

/** Keeps `clients` connections busy, each with one request after the other, until nobody listens any more. */
export function startLoad(
  stack: Stack,
  clients: number,
): { readonly load: Load; readonly ended: Promise<void> } {
  const load: Load = { answered: 0, lost: [], refused: 0 };
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const ended = Promise.all(
    Array.from({ length: clients }, (_, index) =>
      sendUntilRefused(stack, agent, { load, client: `load-${index}` }),
    ),
  ).then(() => agent.destroy());
  return { load, ended };
}

interface LoadClient {
  readonly load: Load;
  readonly client: string;
}

/** Requests of one name: fewer than any rate that a test configures. */
const PER_NAME = 20;
/** Something else is wrong then. */
const MAX_LOST = 20;

async function sendUntilRefused(stack: Stack, agent: Agent, { load, client }: LoadClient): Promise<void> {
  for (let sent = 0; load.lost.length < MAX_LOST; sent++) {
    const name = `${client}-${Math.floor(sent / PER_NAME)}`;
    const outcome = await sendOne(stack, agent, stack.credentials.token({ client: name }));
    if (outcome === ENDED) return void load.refused++;
    if (outcome === '200') load.answered++;
    else load.lost.push(outcome);
  }
}

/** Told apart from a connection that breaks under a request: it was a new one. */
const ENDED = `new connection: ${substrate.whenEnded}`;

const sendOne = (stack: Stack, agent: Agent, token: string): Promise<string> =>
  new Promise((resolve) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sent = request(
      `${stack.gatewayUrl}/v2/models/digits/infer`,
      { agent, method: 'POST', headers },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(String(answer.statusCode)));
        answer.once('error', (error) => resolve(error.message));
      },
    );
    sent.once('error', (error: NodeJS.ErrnoException) =>
      resolve(`${sent.reusedSocket ? '' : 'new connection: '}${error.code ?? error.message}`),
    );
    sent.end(body());
  });
