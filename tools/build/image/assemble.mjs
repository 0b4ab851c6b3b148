// `node tools/build/image/assemble.mjs <service> <folder>`: what the final stage of an image takes over, as one tree
// per layer: packages/ (third-party code), models/, service/ (our code and the data beside it). Runs in the build stage.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nodeFileTrace } from '@vercel/nft';

const [service, out] = process.argv.slice(2);
if (service === undefined || out === undefined) {
  console.error('usage: node tools/build/image/assemble.mjs <service> <folder>');
  process.exit(2);
}
const app = join('apps', service);
/** Where the service stands in the image: packages are found from here as they are in the workspace. */
const home = (layer) => join(out, layer, 'app');

execFileSync(process.execPath, ['tools/build/bundle.mjs', app], { stdio: 'inherit' });
const files = await tracePackages(join(app, 'dist/main.mjs'));
for (const file of files) copy(file, join(home('packages'), file));
if (existsSync(join(app, 'models'))) copy(join(app, 'models'), join(home('models'), 'models'));
const beside = readdirSync(app).filter(
  (name) => !['src', 'models', 'node_modules', 'tsconfig.json'].includes(name),
);
for (const name of beside) copy(join(app, name), join(home('service'), name));
copy('tools/build/image/health.mjs', join(home('service'), 'health.mjs'));
console.log(`${service}: ${files.length} files of packages`);

/** The files of packages that a program can reach, with the metadata that scanners read. */
async function tracePackages(main) {
  const { fileList } = await nodeFileTrace([main]);
  const traced = [...fileList].filter((file) => file.startsWith('node_modules/') && isForThisPlatform(file));
  const folders = new Set(traced.map(packageFolder));
  const besides = [...folders].flatMap((folder) => [
    join(folder, 'package.json'),
    ...globSync(join(folder, '{LICENSE,LICENCE,NOTICE}*')),
    // Loaded by a path that the program puts together, which tracing cannot see.
    ...globSync(join(folder, 'dist/*.wasm')),
    ...globSync(join(folder, '{lib/napi-v*,deps/lib}/*.{node,so.*}')),
  ]);
  return [...new Set([...traced, ...besides])].sort();
}

/** Native packages hold the binaries of every platform in folders named like Node's own words for it. */
function isForThisPlatform(file) {
  const [, platform, arch] = /\/(linux|darwin|win32)\/(x64|arm64)\//.exec(file) ?? [];
  return platform === undefined || (platform === process.platform && arch === process.arch);
}

/** The innermost folder of a package: `node_modules/name` or `node_modules/@scope/name`. */
function packageFolder(file) {
  const inner = file.lastIndexOf('node_modules/') + 'node_modules/'.length;
  const [first, second] = file.slice(inner).split('/');
  return file.slice(0, inner) + (first.startsWith('@') ? `${first}/${second}` : first);
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, dereference: true, filter: (file) => !/\.(test\.ts|map)$/.test(file) });
}
