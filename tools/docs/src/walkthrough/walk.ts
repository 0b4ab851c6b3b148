import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPage } from '../checks/markdown.ts';
import { testedBlocks, type Block } from './blocks.ts';
import { startShell, type Shell } from './shell.ts';

/** From clone to first prediction, with packages installed, on a slow machine. */
const START_MILLIS = 40_000;
const RUN_MILLIS = 15_000;
const STOP_MILLIS = 20_000;

export interface WalkOptions {
  /** Added to every declared port, so that a stack of the reader's own is left alone. */
  readonly portOffset: number;
  /** Called with each block that has done what the page says. */
  readonly onDone?: (commands: string) => void;
}

/** Runs the tested blocks of a page as a reader would, against a stack of its own, and leaves nothing behind. */
export async function walkThrough(file: string, { portOffset, onDone }: WalkOptions): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'slipway-docs-'));
  const env = { ...process.env, SLIPWAY_HOME: home, NODE_OPTIONS: undefined };
  const staying: Shell[] = [];
  try {
    for (const block of testedBlocks(readPage(file)).filter(
      ({ mode }) => mode === 'start' || mode === 'run',
    )) {
      const moved = { ...block, commands: movePorts(block.commands, portOffset) };
      if (block.mode === 'run') await runBlock(moved, env);
      else staying.push(await startBlock(moved, env));
      onDone?.(block.commands);
    }
    for (const shell of staying) await interrupt(shell);
  } finally {
    for (const shell of staying) shell.kill();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Images may have to be built and containers to become healthy. */
const CONTAINER_MILLIS = 300_000;

/** Runs the blocks of a page that need a container engine, as a Compose project of their own. */
export async function walkContainers(
  file: string,
  { project, port }: { readonly project: string; readonly port: number },
): Promise<readonly string[]> {
  const home = mkdtempSync(join(tmpdir(), 'slipway-docs-'));
  const env = {
    ...process.env,
    SLIPWAY_HOME: home,
    NODE_OPTIONS: undefined,
    COMPOSE_PROJECT_NAME: project,
    SLIPWAY_EDGE_PORT: String(port),
  };
  const blocks = testedBlocks(readPage(file)).filter(({ mode }) => mode === 'container');
  try {
    for (const block of blocks) {
      const commands = block.commands.replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`);
      await runBlock({ ...block, commands }, env, { millis: CONTAINER_MILLIS });
    }
  } finally {
    await within(startShell('docker compose down --volumes', env).exited, CONTAINER_MILLIS);
    rmSync(home, { recursive: true, force: true });
  }
  return blocks.map(({ commands }) => commands);
}

async function startBlock(
  { commands, expect }: Block,
  env: NodeJS.ProcessEnv,
  { millis = START_MILLIS, folder }: RunOptions = {},
): Promise<Shell> {
  // The command in place of the shell, which would itself end by Ctrl-C and hide its exit code.
  const shell = startShell(`exec ${commands}`, env, folder);
  try {
    for (const pattern of expect) await shell.until(pattern, millis);
    return shell;
  } catch (error) {
    shell.kill();
    throw error;
  }
}

async function interrupt(shell: Shell): Promise<void> {
  shell.interrupt();
  const code = await within(shell.exited, STOP_MILLIS);
  if (code !== 0) throw new Error(`Ctrl-C ended with ${code}:\n${shell.output()}`);
}

interface RunOptions {
  readonly millis?: number;
  readonly folder?: string;
}

export async function runBlock(
  block: Block,
  env: NodeJS.ProcessEnv,
  options: RunOptions = {},
): Promise<void> {
  if (block.isInterrupted) {
    const staying = await startBlock(block, env, options);
    return interrupt(staying).finally(staying.kill);
  }
  const { commands, expect, exitCode } = block;
  const { millis = RUN_MILLIS, folder } = options;
  const shell = startShell(commands, env, folder);
  const code = await within(shell.exited, millis).finally(shell.kill);
  const missing = expect.filter((pattern) => !pattern.test(shell.output()));
  if (code !== exitCode || missing.length > 0)
    throw new Error(
      `${commands}\n→ exit ${code} (not ${exitCode}), or without ${missing}:\n${shell.output()}`,
    );
}

/** The commands as printed, on the ports of this walk. */
const movePorts = (commands: string, offset: number): string =>
  commands
    .replace(/^npm start$/gm, `npm start -- --port-offset=${offset}`)
    .replace(
      /\b(127\.0\.0\.1|localhost):(808\d)\b/g,
      (_all, host: string, port: string) => `${host}:${Number(port) + offset}`,
    );

async function within<T>(promise: Promise<T>, millis: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not ended after ${millis} ms`)), millis);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
