import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRepository } from './index.ts';
import { createDoublingRuntime, writeModelFolder } from './testing/doubling-model.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function folderWith(versions?: readonly string[]): Promise<string> {
  const folder = await writeModelFolder(versions);
  folders.push(folder);
  return folder;
}

const open = (folder: string, runtime = createDoublingRuntime().runtime) =>
  openRepository(folder, { onnx: runtime }, { threads: 1 });

async function rewrite(file: string, from: string, to: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
}

describe('a model repository', () => {
  it('loads every version, and takes the highest by number where none is named', async () => {
    const repository = await open(await folderWith(['1', '9', '10']));
    expect(repository.names()).toEqual(['double']);
    expect(repository.versions('double').map(({ version }) => version)).toEqual(['1', '9', '10']);
    expect(repository.find({ name: 'double' })?.version).toBe('10');
    expect(repository.find({ name: 'double', version: '9' })?.version).toBe('9');
  });

  it.each(['', '0', '01', '2', '1.0', '__proto__'])('has no version %j', async (version) => {
    const repository = await open(await folderWith(['1']));
    expect(repository.find({ name: 'double', version })).toBeUndefined();
  });

  it('has warmed up with every declared number of rows before it is there', async () => {
    const { runtime, executions } = createDoublingRuntime();
    await open(await folderWith(), runtime);
    expect(executions).toEqual([1, 3]);
  });

  it.each([
    [
      'a changed file',
      (at: string) => appendFile(join(at, '1/weights.bin'), 'x'),
      'is not the file that model.yaml declares',
    ],
    ['a missing file', (at: string) => rm(join(at, '1/weights.bin')), 'cannot be read (ENOENT)'],
    [
      'a wrong digest',
      (at: string) => rewrite(join(at, 'model.yaml'), 'digest: "sha256:', 'digest: "sha256:00'),
      'digest',
    ],
    ['no declaration', (at: string) => rm(join(at, 'model.yaml')), 'model.yaml cannot be read'],
    [
      'another name',
      (at: string) => rewrite(join(at, 'model.yaml'), 'name: double', 'name: triple'),
      'expected "double" as the folder',
    ],
    [
      'another runtime',
      (at: string) => rewrite(join(at, 'model.yaml'), 'onnx', 'tfjs'),
      'needs the runtime tfjs',
    ],
    ['an unknown key', (at: string) => appendFile(join(at, 'model.yaml'), 'speed: 1\n'), 'speed'],
  ])('does not open with %s, and says why', async (_, spoil, reason) => {
    const folder = await folderWith();
    await spoil(join(folder, 'double'));
    await expect(open(folder)).rejects.toThrow(reason);
  });

  it('does not open where there is no model', async () => {
    const folder = await folderWith();
    await mkdir(join(folder, 'empty'));
    await expect(open(join(folder, 'empty'))).rejects.toThrow('holds no model');
    await expect(open(join(folder, 'nowhere'))).rejects.toThrow('set SLIPWAY_MODELS_DIR');
  });
});
