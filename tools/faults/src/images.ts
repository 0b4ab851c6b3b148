import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { withInput } from './with-input.ts';

const run = promisify(execFile);

export interface ImagesOptions {
  readonly registry: string;
  /** Of this run alone. */
  readonly tag: string;
  /** Of the repository, which holds compose.yaml. */
  readonly root: string;
}

/** The images of a run: those of the workspace or of `SLIPWAY_TAG`, and others made from them. */
export function createImages({ registry, tag, root }: ImagesOptions) {
  const { SLIPWAY_TAG: built = '' } = process.env;
  const made: string[] = [];
  const docker = async (...args: readonly string[]) => (await run('docker', args)).stdout.trim();
  const imageOf = (service: string) => `${registry}/${service}:${tag}`;
  const local = (service: string) => `slipway/${service}:${built || tag}`;

  return {
    /** Builds them where no tag is given, and brings them where the cluster finds them. */
    async push(services: readonly string[]) {
      if (built === '') {
        const env = { ...process.env, SLIPWAY_TAG: tag, SLIPWAY_REGISTRY: '' };
        await run('docker', ['compose', '--progress', 'quiet', 'build', ...services], { cwd: root, env });
        made.push(...services.map(local));
      }
      for (const service of services) {
        await docker('tag', local(service), imageOf(service));
        made.push(imageOf(service));
        await docker('push', '--quiet', imageOf(service));
      }
    },
    /** Another image of a service: the same program, or `lines` of a Dockerfile over it. Answers its name. */
    async make(service: string, lines = `LABEL changed="${Math.random()}"`): Promise<string> {
      const changed = `${imageOf(service)}-${made.length}`;
      const dockerfile = `FROM ${imageOf(service)}\n${lines}\n`;
      await withInput('docker', ['build', '--quiet', '--tag', changed, '-'], dockerfile);
      made.push(changed);
      await docker('push', '--quiet', changed);
      return changed;
    },
    /** From the engine; what a registry keeps is its owner's. */
    remove: async () => void (made.length > 0 && (await docker('rmi', ...made.splice(0)))),
  };
}
