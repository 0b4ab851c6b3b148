// `node tools/build/bundle.mjs <app folder>`: one file of our own code in dist/, packages left outside.
// Packages stay in node_modules, where native ones find their binaries and scanners their metadata.
import { join } from 'node:path';
import { build } from 'esbuild';

const [app] = process.argv.slice(2);
if (app === undefined) {
  console.error('usage: node tools/build/bundle.mjs <app folder>');
  process.exit(2);
}

const packagesOutside = {
  name: 'packages-outside',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@slipway/') ? undefined : { path, external: true },
    ),
};

await build({
  entryPoints: [join(app, 'src/main.ts')],
  outfile: join(app, 'dist/main.mjs'),
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  sourcemap: true,
  plugins: [packagesOutside],
  logLevel: 'info',
});
