import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createToolRunner, type RunTool } from '../tool/run-tool.ts';

/** A runner that finds a program by that name, made of the lines of a shell script, before any other. */
export function runnerWith(folder: string, programs: Readonly<Record<string, string>>): RunTool {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return createToolRunner({ ...process.env, PATH: `${bin}:${process.env['PATH']}` });
}

/** A runner that finds no program at all. */
export const runnerWithout = (folder: string): RunTool => createToolRunner({ PATH: folder });
