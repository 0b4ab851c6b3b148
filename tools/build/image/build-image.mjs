// `node tools/build/image/build-image.mjs apps/<service> [option of docker build …]`: builds the service's image by its
// declaration and tags it slipway/<service>:$SLIPWAY_TAG (dev). The labels tell the commit, and whether files differ.
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { readImageFacts, readSystem } from '@slipway/deploy-system';

const [app, ...options] = process.argv.slice(2);
if (app === undefined) {
  console.error('usage: node tools/build/image/build-image.mjs apps/<service> [option of docker build …]');
  process.exit(2);
}
const system = readSystem('.');
if (!system.ok) refuse(system.errors);
const service = system.services.find(({ name }) => name === basename(app));
if (service === undefined) refuse([`${app}/service.yaml is missing: nothing declares what to build`]);
const read = readImageFacts('.', service);
if (!read.ok) refuse(read.errors);

const { name, uid, description } = service;
const args = {
  SERVICE: name,
  SERVICE_UID: uid,
  DESCRIPTION: description,
  VERSION: read.facts.version,
  MODELS: read.facts.models,
  ...sourceFacts(),
};
const { status, error } = spawnSync(
  'docker',
  [
    'build',
    '--tag',
    `slipway/${name}:${process.env.SLIPWAY_TAG ?? 'dev'}`,
    ...Object.entries(args).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]),
    ...options,
    '.',
  ],
  { stdio: 'inherit', env: { ...process.env, DOCKER_BUILDKIT: '1' } },
);
if (error) console.error(`Cannot run docker (${error.code}): install a Docker engine, see ./slipway doctor`);
process.exit(status ?? 69);

/** The commit and its time; sources outside of a repository have neither. */
function sourceFacts() {
  const revision = git('rev-parse', 'HEAD');
  if (revision === undefined) return {};
  const isDirty = git('status', '--porcelain') !== '';
  return { REVISION: revision + (isDirty ? '-dirty' : ''), CREATED: git('log', '-1', '--format=%cI') };
}

function git(...words) {
  const { status, stdout } = spawnSync('git', words, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

function refuse(lines) {
  for (const line of lines) console.error(line);
  process.exit(78);
}
