import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Socket state "listening" in /proc/net/tcp. */
const LISTENING = '0A';
const LONGEST_COMMAND = 80;

/** Who listens on a TCP port of this machine, as ` by …: <fix>`; vague where the system does not tell. */
export function describeHolder(port: number): string {
  const pid = holderOf(port);
  if (pid === undefined) return `: stop what uses it (lsof -i :${port} shows it)`;
  return ` by process ${pid} (${commandOf(pid)}): stop it (kill ${pid})`;
}

/** Process id of the listener, from /proc: known on Linux, and for processes that the caller may look at. */
function holderOf(port: number): number | undefined {
  const sockets = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6']
      .flatMap((table) => listeningInodes(table, port))
      .map((inode) => `socket:[${inode}]`),
  );
  if (sockets.size === 0) return undefined;
  return list('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => list(`/proc/${pid}/fd`).some((fd) => sockets.has(linkOf(`/proc/${pid}/fd/${fd}`))));
}

/** Columns of /proc/net/tcp: number, local address:port (hex), remote, state, …, the inode as the tenth. */
function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return read(table)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(suffix) && columns[3] === LISTENING)
    .map((columns) => columns[9] ?? '');
}

function commandOf(pid: number): string {
  const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
  return command.length > LONGEST_COMMAND ? `${command.slice(0, LONGEST_COMMAND)}…` : command || 'unknown';
}

const attempt = <T>(what: () => T, otherwise: T): T => {
  try {
    return what();
  } catch {
    return otherwise;
  }
};
const read = (file: string): string => attempt(() => readFileSync(file, 'utf8'), '');
const list = (folder: string): string[] => attempt(() => readdirSync(folder), []);
const linkOf = (file: string): string => attempt(() => readlinkSync(file), '');
