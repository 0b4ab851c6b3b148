import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps, type RequestOptions } from 'node:https';
import { createInterface } from 'node:readline';
import type { KubeConfig } from '@kubernetes/client-node';

export interface LineStream {
  /** Resolves when the server has no more, or when it was closed. */
  readonly ended: Promise<void>;
  close(): void;
}

/**
 * Reads an answer of the API server that goes on and on, a watch or a followed log, line by line. The client's own
 * `Watch` and `Log` end after half a minute, or five, of silence.
 */
export async function streamLines(
  config: KubeConfig,
  path: string,
  onLine: (line: string) => void,
): Promise<LineStream> {
  const url = new URL(path, config.getCurrentCluster()!.server);
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const { promise: answered, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sent = request(url, options, resolve).on('error', reject).end();
  const answer = await answered;
  if (answer.statusCode !== 200) {
    sent.destroy();
    throw new Error(`${path} is answered ${answer.statusCode}`);
  }
  // What breaks a stream that was under way ends it, too.
  sent.on('error', () => undefined);
  answer.on('error', () => undefined);
  const lines = createInterface({ input: answer }).on('line', onLine);
  const ended = new Promise<void>((done) => answer.once('close', () => done()));
  return {
    ended,
    close: () => {
      lines.close();
      sent.destroy();
    },
  };
}
