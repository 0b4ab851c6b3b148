import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ImageToBuild } from '../steps/build-images.ts';
import { run, TEST_REGISTRY } from './find-tools.ts';

const EXPRESS = join(import.meta.dirname, '../../../../../node_modules/express/package.json');

/** As little as a scanner needs to find Express and glibc, with a model, in the layout of the real images. */
const FILES = {
  'app/models/digits-cnn/1/model.onnx': 'weights',
  'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
  'var/lib/dpkg/status.d/libc6':
    'Package: libc6\nSource: glibc\nVersion: 2.36-9+deb12u14\nArchitecture: amd64\nStatus: install ok installed\n',
};

async function docker(...args: readonly string[]): Promise<string> {
  const outcome = await run({ tool: 'docker', args, timeoutMillis: 300_000 });
  if (outcome.kind !== 'ended' || outcome.code !== 0)
    throw new Error(`docker ${args.join(' ')}: ${JSON.stringify(outcome)}`);
  return outcome.stdout.toString('utf8').trim();
}

/** Builds an image from nothing but a few files; another `content`, or name, makes it another image. */
export async function buildTestImage(
  folder: string,
  { repository, tag }: Pick<ImageToBuild, 'repository' | 'tag'>,
  content: string,
): Promise<void> {
  const context = join(folder, 'context');
  for (const [file, text] of Object.entries({ ...FILES, 'app/content': `${content} of ${repository}` })) {
    mkdirSync(dirname(join(context, 'root', file)), { recursive: true });
    writeFileSync(join(context, 'root', file), text);
  }
  cpSync(EXPRESS, join(context, 'root/app/node_modules/express/package.json'));
  writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nCOPY root /\n');
  await docker('build', '--quiet', '--tag', `${repository}:${tag}`, context);
}

/** Removes what tests have left under these repositories in the engine and in the registry. */
export async function removeTestImages(repositories: readonly string[]): Promise<void> {
  for (const repository of repositories) {
    const listed = await docker('image', 'ls', '--quiet', '--no-trunc', repository);
    for (const id of new Set(listed.split('\n').filter((line) => line !== '')))
      await docker('image', 'rm', '--force', id);
    await emptyRepository(repository.slice(repository.indexOf('/') + 1));
  }
}

const MANIFESTS = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
].join(', ');

/** Removes all that has a tag in a repository of the registry of tests. */
export async function emptyRepository(path: string): Promise<void> {
  const base = `http://${TEST_REGISTRY}/v2/${path}`;
  const answer = await fetch(`${base}/tags/list`);
  if (!answer.ok) return;
  const { tags } = (await answer.json()) as { readonly tags: readonly string[] | null };
  for (const tag of tags ?? []) {
    const manifest = await fetch(`${base}/manifests/${tag}`, {
      method: 'HEAD',
      headers: { accept: MANIFESTS },
    });
    const digest = manifest.headers.get('docker-content-digest');
    if (digest !== null) await fetch(`${base}/manifests/${digest}`, { method: 'DELETE' });
  }
}
