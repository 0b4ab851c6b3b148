import { must } from '../docker.ts';

export const NODE_IMAGE = 'node:24-bookworm-slim';

/** A container, as far as the tests look at it. */
export interface Placed {
  readonly id: string;
  readonly service: string;
  readonly user: string;
  readonly isRunning: boolean;
  readonly networks: Readonly<Record<string, { readonly IPAddress: string; readonly Gateway: string }>>;
  /** Where volumes and folders are in it. */
  readonly mounts: readonly string[];
}

interface Inspected {
  readonly Id: string;
  readonly State: { readonly Running: boolean };
  readonly Config: { readonly User: string; readonly Labels: Readonly<Record<string, string>> };
  readonly NetworkSettings: { readonly Networks: Placed['networks'] };
  readonly Mounts: readonly { readonly Destination: string }[];
}

/** The containers of a project, also those that do not run. */
export async function placedOf(project: string): Promise<readonly Placed[]> {
  const label = `label=com.docker.compose.project=${project}`;
  const ids = (await must('docker', ['ps', '--all', '--quiet', '--filter', label])).trim().split('\n');
  const found = JSON.parse(await must('docker', ['inspect', ...ids])) as readonly Inspected[];
  return found.map(({ Id, State, Config, NetworkSettings, Mounts }) => ({
    id: Id,
    service: Config.Labels['com.docker.compose.service'] ?? '',
    user: Config.User,
    isRunning: State.Running,
    networks: NetworkSettings.Networks,
    mounts: Mounts.map(({ Destination }) => Destination),
  }));
}

/** What a JavaScript module prints, as JSON, in a container with these options of `docker run`. */
export const printedBy = async <T>(script: string, ...options: readonly string[]): Promise<T> =>
  JSON.parse(
    await must('docker', [
      'run',
      '--rm',
      '--cap-drop=ALL',
      ...options,
      NODE_IMAGE,
      'node',
      '--input-type=module',
      '--eval',
      script,
    ]),
  ) as T;

/** Prints the ports that listen on every address, of proc(5): state 0A is LISTEN. */
export const LIST_PORTS = `
import { readFileSync } from 'node:fs';
const lines = ['tcp', 'tcp6'].flatMap((table) => readFileSync('/proc/net/' + table, 'utf8').split('\\n'));
const ports = lines.flatMap((line) => {
  const [, local = '', , state] = line.trim().split(/\\s+/);
  return state === '0A' && /^0+:/.test(local) ? [Number.parseInt(local.split(':')[1], 16)] : [];
});
console.log(JSON.stringify([...new Set(ports)].sort()));`;

/** Prints those of these hosts and ports that take a connection within five seconds. */
export const listOpen = (addresses: readonly string[]): string => `
import { connect } from 'node:net';
const isOpen = (address) => new Promise((resolve) => {
  const [host, port] = address.split(':');
  const socket = connect({ host, port: Number(port), timeout: 5_000 });
  for (const event of ['connect', 'timeout', 'error'])
    socket.once(event, () => { socket.destroy(); resolve(event === 'connect'); });
});
const addresses = ${JSON.stringify(addresses)};
const open = await Promise.all(addresses.map(isOpen));
console.log(JSON.stringify(addresses.filter((_, index) => open[index]).sort()));`;

/** Prints owner, group and mode of a folder and of its files. */
export const listOwners = (folder: string): string => `
import { readdirSync, readFileSync, statSync } from 'node:fs';
const of = (path) => { const { uid, gid, mode } = statSync(path); return [uid, gid, (mode & 0o7777).toString(8)].join(' '); };
const files = readdirSync('${folder}').map((name) => {
  readFileSync('${folder}/' + name);
  return [name, of('${folder}/' + name)];
});
console.log(JSON.stringify({ '.': of('${folder}'), ...Object.fromEntries(files) }));`;
