// `node tools/build/image/build-image.mjs apps/<service>`: builds the service's image by its declaration and tags it
// slipway/<service>:$SLIPWAY_TAG (dev). The labels tell the commit, and whether files differ from it.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const [app] = process.argv.slice(2);
if (app === undefined) {
  console.error('usage: node tools/build/image/build-image.mjs apps/<service>');
  process.exit(2);
}
const { name, uid, description } = parse(readFileSync(join(app, 'service.yaml'), 'utf8'));
const { version } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
const isDirty = git('status', '--porcelain') !== '';
const facts = {
  SERVICE: name,
  SERVICE_UID: uid,
  DESCRIPTION: description,
  VERSION: version,
  REVISION: git('rev-parse', 'HEAD') + (isDirty ? '-dirty' : ''),
  CREATED: git('log', '-1', '--format=%cI'),
};
const { status, error } = spawnSync(
  'docker',
  [
    'build',
    '--tag',
    `slipway/${name}:${process.env.SLIPWAY_TAG ?? 'dev'}`,
    ...Object.entries(facts).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]),
    '.',
  ],
  { stdio: 'inherit', env: { ...process.env, DOCKER_BUILDKIT: '1' } },
);
if (error) console.error(`Cannot run docker (${error.code}): install a Docker engine, see ./slipway doctor`);
process.exit(status ?? 69);
