import { nx } from './testing/commands.ts';

const ALL = ['auth', 'digits-onnx', 'digits-tfjs', 'gateway'];

/** The services whose images Nx would build after a change of a file. */
async function affectedBy(file: string): Promise<readonly string[]> {
  const args = ['show', 'projects', '--affected', `--files=${file}`, '--withTarget', 'image', '--json'];
  return (JSON.parse(await nx(args)) as string[]).sort();
}

describe('nx affected -t image', () => {
  it.each<[string, string, readonly string[]]>([
    ['one service for a file of it', 'apps/digits-onnx/src/main.ts', ['digits-onnx']],
    ['no other service for a runtime', 'libs/inference/runtime-tfjs/src/index.ts', ['digits-tfjs']],
    ['each user of a library', 'libs/auth/verifier/src/index.ts', ALL],
    ['every service for the Dockerfile', 'Dockerfile', ALL],
    ['every service for what the Dockerfile may not see', '.dockerignore', ALL],
    ['every service for a step of the build', 'tools/build/image/assemble.mjs', ALL],
    ['every service for other packages', 'package-lock.json', ALL],
    ['every service for a setting of npm', '.npmrc', ALL],
    ['nothing for a test of the build', 'tools/build/src/images.test.ts', []],
    ['nothing for a page of documentation', 'docs/README.md', []],
    ['nothing for another tool', 'tools/load/src/main.ts', []],
  ])('builds %s', async (_what, file, services) => {
    expect(await affectedBy(file)).toEqual(services);
  });
});
