import {
  createDockerImageTool,
  createToolRunner,
  type ImageTool,
  type Outcome,
} from '@slipway/deploy-images';
import { parseRegistry, repositoryIn, type Registry } from '@slipway/deploy-lock';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the cluster pulls for each service: the image that was built here last, by its digest in the registry. */
export async function pushImages(
  services: readonly string[],
  env: Environment,
): Promise<ReadonlyMap<string, string>> {
  const registry = registryIn(env);
  const engine = createDockerImageTool({ run: createToolRunner(env) });
  const pushed = services.map(async (service) => {
    const built = `slipway/${service}:${env.SLIPWAY_TAG ?? 'dev'}`;
    return [service, await pushImage(engine, built, repositoryIn(registry, service))] as const;
  });
  return new Map(await Promise.all(pushed));
}

async function pushImage(engine: ImageTool, built: string, repository: string): Promise<string> {
  const found = valueOf(await engine.inspect(built));
  if (found === undefined) throw new Error(`The engine has no image ${built}: run npx nx run-many -t image`);
  // A tag of its own: what others mean by theirs stays as it is.
  const tagged = `${repository}:test-${found.imageId.replace('sha256:', '').slice(0, 12)}`;
  valueOf(await engine.tag(built, tagged));
  const { digest } = valueOf(await engine.push(tagged));
  return `${tagged}@${digest}`;
}

function registryIn({ SLIPWAY_TEST_REGISTRY: text }: Environment): Registry {
  if (!text)
    throw new Error(
      'SLIPWAY_TEST_REGISTRY: expected a registry that this machine pushes to and the cluster pulls from, got none',
    );
  const parsed = parseRegistry(text);
  if (!parsed.ok) throw new Error(parsed.error.replace('SLIPWAY_REGISTRY', 'SLIPWAY_TEST_REGISTRY'));
  return parsed.value;
}

function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(outcome.failure.messages.join('; '));
}
