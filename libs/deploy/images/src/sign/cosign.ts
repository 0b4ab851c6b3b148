import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registryOf } from '@slipway/deploy-lock';
import type { Outcome } from '../outcome.ts';
import { explainRefusal } from '../registry/explain-refusal.ts';
import { endWell } from '../tool/end-well.ts';
import type { RunTool, ToolOutcome } from '../tool/run-tool.ts';

/** With a key pair nothing is asked of, or told to, the public services; signatures lie where any registry keeps them. */
export const SIGN_FLAGS = [
  '--yes',
  '--use-signing-config=false',
  '--tlog-upload=false',
  '--new-bundle-format=false',
];
/** A signature by key pair is in no public log. */
export const VERIFY_FLAGS = ['--insecure-ignore-tlog'];

/** cosign's exit codes for an image without signature, and for one with signatures by other keys. */
export const NO_SIGNATURE = 10;
export const NO_MATCHING_SIGNATURE = 12;

export interface CosignCall {
  readonly args: readonly string[];
  readonly doing: string;
  /** The image that it is about, if it talks to a registry. */
  readonly reference?: string;
  readonly password?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const INSTALL = 'install cosign 3 (https://docs.sigstore.dev/cosign/system_config/installation/)';
const TIMEOUT_MILLIS = 5 * 60_000;

/** Runs cosign and gives its bare outcome, for calls whose exit code is an answer. */
export const runCosign = (run: RunTool, { args, password, signal }: CosignCall): Promise<ToolOutcome> =>
  run({
    tool: 'cosign',
    args,
    timeoutMillis: TIMEOUT_MILLIS,
    env: password === undefined ? {} : { COSIGN_PASSWORD: password },
    ...(signal && { signal }),
  });

export const judgeCosign = (outcome: ToolOutcome, { doing, reference = '' }: CosignCall) =>
  endWell(outcome, {
    tool: 'cosign',
    doing,
    install: INSTALL,
    explain: (stderr) =>
      /decryption failed|inappropriate ioctl/.test(stderr)
        ? 'the password does not open the key; set COSIGN_PASSWORD, or restore the password file beside the key'
        : explainRefusal(stderr, repositoryOf(reference)),
  });

/** Runs cosign; anything but code 0 is a failure. */
export async function cosign(run: RunTool, call: CosignCall): Promise<Outcome<string>> {
  const ended = judgeCosign(await runCosign(run, call), call);
  return ended.ok ? { ok: true, value: ended.value.stdout.toString('utf8') } : ended;
}

/** Plain HTTP is spoken with this machine's own addresses only. */
export const registryFlags = (...references: readonly string[]): string[] =>
  references.every((reference) => registryOf(repositoryOf(reference))?.loopback)
    ? ['--allow-http-registry']
    : [];

const repositoryOf = (reference: string): string => reference.replace(/@.*$/, '').replace(/:[^:/]*$/, '');

/** Gives `use` a folder of its own with the files, and removes it afterwards. */
export async function withFiles<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-cosign-'));
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
