import type { EngineImage, ModelDigest } from '@slipway/deploy-lock';
import { failWith, succeed, type Outcome } from '../outcome.ts';
import { explainRefusal } from '../registry/explain-refusal.ts';
import { endWell } from '../tool/end-well.ts';
import type { RunTool } from '../tool/run-tool.ts';
import type { ImageTool } from './image-tool.ts';
import { modelsInTar } from './models-in-tar.ts';

export interface DockerOptions {
  readonly run: RunTool;
  /** The program; its settings (host, context) come with the runner's environment. */
  readonly docker?: string;
}

const LOCAL_MILLIS = 60_000;
const TRANSFER_MILLIS = 15 * 60_000;
/** Where every image of this project has its models, if any. */
const MODELS = '/app/models';

/** The images of a Docker engine, through its command line. */
export function createDockerImageTool({ run, docker = 'docker' }: DockerOptions): ImageTool {
  const call = async (
    args: readonly string[],
    doing: string,
    {
      signal,
      repository = '',
    }: { readonly signal?: AbortSignal | undefined; readonly repository?: string } = {},
  ) =>
    endWell(
      await run({
        tool: docker,
        args,
        timeoutMillis: repository === '' ? LOCAL_MILLIS : TRANSFER_MILLIS,
        ...(signal && { signal }),
      }),
      {
        tool: docker,
        doing,
        install: 'install Docker or an engine that is used like it, and start it',
        explain: (stderr) => explainEngine(stderr) ?? explainRefusal(stderr, repository),
      },
    );

  return {
    async inspect(reference, signal) {
      const seen = await call(['image', 'inspect', reference], `look at ${reference}`, { signal });
      if (seen.ok) return succeed(readInspection(seen.value.stdout));
      return /no such image/i.test(seen.failure.messages.join()) ? succeed(undefined) : seen;
    },
    tag: async (image, reference, signal) =>
      drop(await call(['image', 'tag', image, reference], `tag ${reference}`, { signal })),
    async push(reference, signal) {
      const repository = reference.slice(0, reference.lastIndexOf(':'));
      const pushed = await call(['image', 'push', reference], `push ${reference}`, { signal, repository });
      if (!pushed.ok) return pushed;
      const [, digest] = /digest: (sha256:[0-9a-f]{64})/.exec(pushed.value.stdout.toString('utf8')) ?? [];
      return digest === undefined
        ? failWith(
            'failed',
            `Could not push ${reference}: the engine did not say by which digest it is there`,
          )
        : succeed({ digest });
    },
    pull: async (reference, signal) =>
      drop(
        await call(['image', 'pull', '--quiet', reference], `pull ${reference}`, {
          signal,
          repository: reference.replace(/@.*$/, ''),
        }),
      ),
    async readModels(imageId, signal) {
      const created = await call(['container', 'create', imageId, MODELS], `look into ${imageId}`, {
        signal,
      });
      if (!created.ok) return created;
      const container = created.value.stdout.toString('utf8').trim();
      try {
        return await readModels(call, container, signal);
      } finally {
        // Without the signal: what was made is removed even when somebody has lost patience.
        await call(['container', 'rm', '--force', container], `remove ${container}`);
      }
    },
  };
}

async function readModels(
  call: (
    args: readonly string[],
    doing: string,
    options: { readonly signal?: AbortSignal | undefined },
  ) => Promise<Outcome<{ readonly stdout: Buffer }>>,
  container: string,
  signal: AbortSignal | undefined,
): Promise<Outcome<readonly ModelDigest[]>> {
  const copied = await call(['container', 'cp', `${container}:${MODELS}`, '-'], 'read its models', {
    signal,
  });
  if (copied.ok) return succeed(await modelsInTar(copied.value.stdout));
  return /could not find the file|no such file/i.test(copied.failure.messages.join()) ? succeed([]) : copied;
}

const drop = (outcome: Outcome<unknown>): Outcome<void> => (outcome.ok ? succeed(undefined) : outcome);

const explainEngine = (stderr: string): string | undefined =>
  /cannot connect to the docker daemon|error during connect|permission denied .*docker daemon/i.test(stderr)
    ? 'the engine does not answer; start it, and see that you may use it'
    : undefined;

function readInspection(stdout: Buffer): EngineImage | undefined {
  const [image] = JSON.parse(stdout.toString('utf8')) as readonly {
    readonly Id: string;
    readonly RepoDigests?: readonly string[] | null;
  }[];
  return image && { imageId: image.Id, repositoryDigests: image.RepoDigests ?? [] };
}
