import { spawnSync } from 'node:child_process';
import { check, type Check } from './check.ts';

export interface Tool {
  readonly why: string;
  readonly fix: string;
  readonly args?: readonly string[];
  readonly required?: boolean;
  /** The oldest version that is known to do, as `major.minor`. */
  readonly atLeast?: string;
}

/** Whether a program can be run, and is recent enough; `name` is its command and may hold a subcommand for people. */
export function tool(
  name: string,
  { why, fix, args = ['--version'], required = false, atLeast }: Tool,
): Check {
  const [command = name] = name.split(' ');
  const { status, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 10_000,
    shell: process.platform === 'win32',
  });
  if (status !== 0) return check(name, false, { found: `not found (${why})`, fix, required });
  const found =
    stdout
      .split('\n')
      .find((line) => /\d+\.\d+/.test(line))
      ?.trim() ?? 'installed';
  if (atLeast === undefined || isAtLeast(found, atLeast)) return check(name, true, { found, fix, required });
  return check(name, false, { found: `${found}: older than ${atLeast}`, fix, required });
}

/** Compares the first version in a text; one without any is no reason to refuse. */
export function isAtLeast(text: string, atLeast: string): boolean {
  const found = /(\d+)\.(\d+)/.exec(text);
  if (found === null) return true;
  const [major = 0, minor = 0] = atLeast.split('.').map(Number);
  const [foundMajor, foundMinor] = [Number(found[1]), Number(found[2])];
  return foundMajor > major || (foundMajor === major && foundMinor >= minor);
}
