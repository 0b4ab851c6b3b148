import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchSources } from './watch-sources.ts';

let root: string;
let close = () => {};
let edits: { names: readonly string[]; file: string }[];
let edited: () => void;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-watch-'));
  for (const folder of ['apps/a/src', 'apps/b/src', 'libs/x/src'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const file of ['apps/a/src/main.ts', 'apps/b/src/main.ts', 'libs/x/src/index.ts'])
    writeFileSync(join(root, file), 'one');
  edits = [];
  ({ close } = watchSources(root, ['a', 'b'], (names, file) => {
    edits.push({ names, file });
    edited();
  }));
});
afterEach(() => {
  close();
  rmSync(root, { recursive: true });
});

const nextEdit = () => new Promise<void>((resolve) => (edited = resolve));

/** As many editors save: a new file takes the place of the old. */
function replace(file: string, text: string): void {
  writeFileSync(join(root, 'replacement~'), text);
  renameSync(join(root, 'replacement~'), join(root, file));
}

describe('watching sources', () => {
  it('notices a file that is replaced, again and again', async () => {
    for (const text of ['two', 'three', 'four!']) {
      const noticed = nextEdit();
      replace('apps/a/src/main.ts', text);
      await noticed;
    }
    expect(edits).toEqual(new Array(3).fill({ names: ['a'], file: 'apps/a/src/main.ts' }));
  });

  it('restarts all after an edit of a library, and takes no notice of tests and build results', async () => {
    const noticed = nextEdit();
    mkdirSync(join(root, 'apps/a/dist'));
    writeFileSync(join(root, 'apps/a/dist/main.mjs'), 'built');
    writeFileSync(join(root, 'apps/a/src/main.test.ts'), 'test');
    writeFileSync(join(root, 'libs/x/src/index.ts'), 'two');
    await noticed;
    expect(edits).toEqual([{ names: ['a', 'b'], file: 'libs/x/src/index.ts' }]);
  });
});
