import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for each test, removed after it. */
export function useTemporaryFolder(): { readonly path: () => string } {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-images-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return { path: () => folder };
}
