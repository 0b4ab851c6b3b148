import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandEnd } from './run-command.ts';
import { imageOf, type RolloutStack } from './stack.ts';

const CONFIGURATION_ERROR = 78;
/** One that starts all the same is ended then. */
const LONGEST_MILLIS = 30_000;
const ENSEMBLE = '/app/ensembles/digits.yaml';

interface BadConfiguration {
  readonly service: 'auth' | 'digits-onnx' | 'digits-tfjs' | 'gateway';
  /** Undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Laid over a file of the container. */
  readonly file?: { readonly at: string; readonly text: string };
  readonly says: RegExp;
}

const BAD: Readonly<Record<string, BadConfiguration>> = {
  'a missing variable': {
    service: 'digits-tfjs',
    env: { SLIPWAY_ISSUER: undefined },
    says: /^digits-tfjs: SLIPWAY_ISSUER is missing: set it/,
  },
  'a bad value': {
    service: 'digits-onnx',
    env: { SLIPWAY_DRAIN_TIMEOUT_MILLIS: 'soon' },
    says: /^digits-onnx: SLIPWAY_DRAIN_TIMEOUT_MILLIS: expected .*, got "soon"/,
  },
  'a secret that is none': {
    service: 'gateway',
    file: { at: '/run/slipway/secrets/gateway', text: 'short' },
    says: /^gateway: .*\/run\/slipway\/secrets\/gateway.*holds no secret/,
  },
  'an ensemble that is no YAML': {
    service: 'gateway',
    file: { at: ENSEMBLE, text: 'name: digits\nmembers: [' },
    says: /^gateway: .*digits\.yaml/,
  },
};

/** Configurations with which a service cannot do its work. */
export function configurationFaults(stack: RolloutStack): void {
  it.each(Object.entries(BAD))('refuses to start with %s, in one line', async (_what, bad) => {
    const { code, output } = await runWith(stack, bad);
    expect([code, output.trimEnd().split('\n')]).toEqual([
      CONFIGURATION_ERROR,
      [expect.stringMatching(bad.says)],
    ]);
  });
}

/** Runs a service alone, in all else as the stack runs it. */
async function runWith(
  stack: RolloutStack,
  { service, env = {}, file }: BadConfiguration,
): Promise<CommandEnd> {
  const container = await stack.only(service);
  const given = JSON.parse(await stack.docker('inspect', '--format', '{{json .Config.Env}}', container));
  const kept = (given as readonly string[]).filter((variable) => !(variable.split('=')[0]! in env));
  const set = Object.entries(env).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  const folder = mkdtempSync(join(tmpdir(), 'slipway-configuration-'));
  const mount: string[] = [];
  if (file !== undefined) {
    writeFileSync(join(folder, 'file'), file.text, { mode: 0o644 });
    mount.push('--volume', `${join(folder, 'file')}:${file.at}:ro`);
  } else mount.push('--volumes-from', `${container}:ro`);
  const name = `slipway-configuration-${randomUUID()}`;
  const ending = setTimeout(() => void stack.tryDocker('kill', name), LONGEST_MILLIS);
  try {
    const variables = [...kept, ...set].flatMap((variable) => ['--env', variable]);
    const options = ['--rm', '--name', name, '--network', 'none'];
    return await stack.tryDocker('run', ...options, ...variables, ...mount, imageOf(service));
  } finally {
    clearTimeout(ending);
    rmSync(folder, { recursive: true });
  }
}
