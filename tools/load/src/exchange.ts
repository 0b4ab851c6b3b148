import { request, type Agent } from 'node:http';
import type { Reply } from './answer.ts';

export interface Exchange {
  readonly url: string;
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMillis: number;
}

/** Posts once, without any retry; never rejects. */
export function exchange({ url, agent, headers, body, timeoutMillis }: Exchange): Promise<Reply> {
  return new Promise((resolve) => {
    const none = (reason: string) => resolve({ kind: 'none', reason });
    const signal = AbortSignal.timeout(timeoutMillis);
    const sent = request(url, { agent, method: 'POST', headers, signal }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (text += chunk));
      answer.once('end', () =>
        resolve({ kind: 'answer', status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
      );
      answer.once('error', () => none('cut off in the middle of the answer'));
    });
    sent.once('error', (error: NodeJS.ErrnoException) =>
      none(signal.aborted ? `no answer within ${timeoutMillis} ms` : (error.code ?? error.message)),
    );
    sent.end(body);
  });
}
