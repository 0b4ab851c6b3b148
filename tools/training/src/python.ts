import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { places } from './places.ts';

/** Runs one script of `tools/training/python` in the virtual environment, which must be prepared. */
export async function runPython(script: string, scriptArguments: readonly string[]): Promise<void> {
  await run(join(places.venv, 'bin/python'), [join(places.python, script), ...scriptArguments]);
}

/** Makes the virtual environment, unless it already holds what `requirements.txt` asks for. */
export async function preparePython(): Promise<void> {
  const requirements = join(places.python, 'requirements.txt');
  const installed = join(places.venv, 'installed.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return;
  console.log('making the Python environment .slipway/venv (once; some minutes)');
  await run('python3', ['-m', 'venv', places.venv]).catch((cause: unknown) => {
    throw new Error('training needs python3 (3.11 to 3.13) with its venv module; serving does not', {
      cause,
    });
  });
  await run(join(places.venv, 'bin/pip'), [
    'install',
    '-q',
    '--disable-pip-version-check',
    '-r',
    requirements,
  ]);
  writeFileSync(installed, wanted);
}

async function run(program: string, programArguments: readonly string[]): Promise<void> {
  const child = spawn(program, programArguments, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (code !== 0) throw new Error(`${program} ${programArguments.join(' ')} ended with ${code ?? signal}`);
}
