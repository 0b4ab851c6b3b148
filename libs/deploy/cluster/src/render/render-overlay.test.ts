import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRender, parseManifests } from './render-overlay.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-render-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program of this name that runs a line of shell. */
function install(name: string, line: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`);
  chmodSync(join(folder, name), 0o755);
}
const render = () => createRender({ PATH: folder })('/overlay');
const OBJECT = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME"}}';

describe('an overlay', () => {
  it('is rendered by kubectl, else by kustomize', async () => {
    install('kustomize', `[ "$*" = "build /overlay" ] && echo '${OBJECT.replace('NAME', 'kustomize')}'`);
    expect(await render()).toEqual([expect.objectContaining({ metadata: { name: 'kustomize' } })]);
    install('kubectl', `[ "$*" = "kustomize /overlay" ] && echo '${OBJECT.replace('NAME', 'kubectl')}'`);
    expect(await render()).toEqual([expect.objectContaining({ metadata: { name: 'kubectl' } })]);
  });

  it('cannot be rendered where neither is there', async () => {
    await expect(render()).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/install kubectl/),
    });
  });

  it('that is wrong ends with what the program says', async () => {
    install('kubectl', 'echo "Error: no such component" >&2; exit 1');
    await expect(render()).rejects.toMatchObject({
      kind: 'config',
      message: 'kubectl cannot render /overlay: Error: no such component',
    });
  });
});

describe('a stream of documents', () => {
  it('gives its objects, empty documents left out', () => {
    const text = `---\n${OBJECT}\n---\n# nothing\n---\n${OBJECT}\n`;
    expect(parseManifests(text, 'x')).toHaveLength(2);
    expect(parseManifests('', 'x')).toEqual([]);
  });

  it.each(['kind: ConfigMap', 'a: [', '- 1'])('is refused where it holds %j', (text) => {
    expect(() => parseManifests(text, 'here')).toThrow(/here/);
  });
});
