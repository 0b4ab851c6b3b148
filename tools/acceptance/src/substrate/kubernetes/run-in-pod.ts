import { Writable } from 'node:stream';
import type { KubeConfig, V1Status } from '@kubernetes/client-node';

export interface PodScript {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** A JavaScript module. */
  readonly script: string;
}

/** Runs a module in a container, as its user, by the image's own Node; answers what it prints. */
export async function runScript(
  config: KubeConfig,
  { namespace, pod, container, script }: PodScript,
): Promise<string> {
  const { Exec } = await import('@kubernetes/client-node');
  const chunks: Buffer[] = [];
  const collect = () =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk);
        done();
      },
    });
  const { promise: ended, resolve, reject } = Promise.withResolvers<V1Status>();
  const socket = await new Exec(config).exec(
    namespace,
    pod,
    container,
    ['/usr/local/bin/node', '--input-type=module', '-e', script],
    collect(),
    collect(),
    null,
    false,
    resolve,
  );
  socket.onclose = () => reject(new Error(`The connection to ${pod} ended before the script did`));
  const { status } = await ended;
  const output = Buffer.concat(chunks).toString('utf8');
  if (status !== 'Success') throw new Error(`In the pod ${pod}: ${output}`);
  return output;
}
