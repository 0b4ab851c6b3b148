import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { readSystem } from '@slipway/deploy-system';
import { readComposeModel } from './compose-model.ts';
import { root } from './docker.ts';

const engine = await findEngine();

describeOn({ platform: 'compose', engine, env: process.env }, 'docker compose watch', () => {
  it('builds each declared service anew when its sources, a library or a package change, and no other', async () => {
    const system = readSystem(root);
    if (!system.ok) throw new Error(system.errors.join('\n'));
    const { services } = await readComposeModel();
    const watched = Object.entries(services).filter(([, { develop }]) => develop !== undefined);
    expect(Object.fromEntries(watched.map(([name, { develop }]) => [name, develop?.watch]))).toEqual(
      Object.fromEntries(
        system.services.map(({ name }) => [
          name,
          [`apps/${name}`, 'libs', 'package-lock.json'].map((path) =>
            expect.objectContaining({
              action: 'rebuild',
              path: join(root, path),
              ignore: ['**/*.test.ts', '**/node_modules', '**/dist'],
            }),
          ),
        ]),
      ),
    );
    const paths = watched.flatMap(([, { develop }]) => develop!.watch.map(({ path }) => path));
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });
});
