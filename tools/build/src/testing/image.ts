import { closeSync, mkdtempSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { docker, run } from './commands.ts';

/** What the engine tells of an image, as far as the tests ask. */
export interface Inspected {
  readonly Size: number;
  readonly RootFS: { readonly Layers: readonly string[] };
  readonly Config: {
    readonly User: string;
    readonly Env: readonly string[];
    readonly Entrypoint: readonly string[];
    readonly Cmd: readonly string[];
    readonly Labels: Readonly<Record<string, string>> | null;
    readonly Healthcheck?: { readonly Test: readonly string[] };
  };
}

export async function inspectImage(image: string): Promise<Inspected> {
  const [inspected] = JSON.parse(await docker('image', 'inspect', image)) as Inspected[];
  if (inspected === undefined) throw new Error(`the engine has no image ${image}`);
  return inspected;
}

/** All that a container of an image sees, laid out in a folder. */
export interface Unpacked {
  readonly folder: string;
  /** Paths of all files and links, from the root of the image, without a slash before. */
  readonly files: readonly string[];
  remove(): void;
}

export async function unpackImage(image: string): Promise<Unpacked> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-image-'));
  const container = await docker('create', image);
  try {
    await run('sh', [
      '-c',
      'docker export "$0" | tar --extract --no-same-owner --directory "$1"',
      container,
      folder,
    ]);
  } finally {
    await docker('rm', container);
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(relative(folder, entry.parentPath), entry.name));
  return { folder, files: files.sort(), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const ELF = 0x7f454c46;
/** Offset and values of `e_machine` in elf(5). */
const MACHINE_AT = 18;
const MACHINES: Readonly<Record<number, NodeJS.Architecture>> = { 62: 'x64', 183: 'arm64' };

/** The processor that a native binary is for, `other` for one that no image is built for; undefined for any other file. */
export function processorOf(file: string): string | undefined {
  const head = Buffer.alloc(20);
  const opened = openSync(file, 'r');
  try {
    if (readSync(opened, head) < head.length || head.readUInt32BE(0) !== ELF) return undefined;
    return MACHINES[head.readUInt16LE(MACHINE_AT)] ?? 'other';
  } finally {
    closeSync(opened);
  }
}
