import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildStandIns, must, root } from '../docker.ts';
import { NODE_IMAGE } from './inside.ts';

/** The proxy with its configuration, in a network of its own, and as gateway whatever a test starts. */
export interface Edge {
  readonly url: string;
  /** Starts this program as the one gateway. */
  startGateway(program: string): Promise<void>;
  /** Sends bytes as they are, more after the first that came back, and resolves with all that came until the end. */
  exchange(bytes: string, more?: string): Promise<string>;
  stop(): Promise<void>;
}

export const EDGE_IMAGE = 'haproxy:2.6-bookworm';
export const EDGE_CONFIG = '/usr/local/etc/haproxy/haproxy.cfg';

/** `edit` makes what a test cannot wait for shorter. */
export async function startEdge(edit: (config: string) => string): Promise<Edge> {
  await buildStandIns();
  const name = `slipway-edge-${randomBytes(4).toString('hex')}`;
  const folder = mkdtempSync(join(tmpdir(), 'slipway-edge-'));
  const config = join(folder, 'haproxy.cfg');
  writeFileSync(config, edit(readFileSync(join(root, 'compose/edge/haproxy.cfg'), 'utf8')));
  const started: string[] = [];
  const start = async (container: string, ...args: readonly string[]) => {
    started.push(container);
    await must('docker', ['run', '--detach', `--name=${container}`, `--network=${name}`, ...args]);
  };
  const stop = async () => {
    if (started.length > 0) await must('docker', ['rm', '--force', ...started]);
    await must('docker', ['network', 'rm', name]);
    rmSync(folder, { recursive: true });
  };
  await must('docker', ['network', 'create', '--subnet=10.182.0.0/28', name]);
  try {
    await start(name, '--publish=127.0.0.1::8080', `--volume=${config}:${EDGE_CONFIG}:ro`, EDGE_IMAGE);
    const published = (await must('docker', ['port', name, '8080/tcp'])).trim();
    const port = Number(published.split(':').at(-1));
    return {
      url: `http://127.0.0.1:${port}`,
      startGateway: (program) =>
        start(`${name}-gateway`, '--network-alias=gateway', NODE_IMAGE, 'node', '-e', program),
      exchange: (bytes, more) => exchange(port, bytes, more),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const exchange = (port: number, bytes: string, more = ''): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.once('data', () => socket.write(more));
    socket.on('data', (piece) => (answer += String(piece)));
    socket.on('end', () => resolve(answer)).on('error', reject);
  });
