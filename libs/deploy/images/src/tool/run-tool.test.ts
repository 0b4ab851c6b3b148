import { runnerWith } from '../testing/fake-program.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { createToolRunner } from './run-tool.ts';

const folder = useTemporaryFolder();
const call = { tool: 'tool', args: [], timeoutMillis: 30_000 };

describe('a program that is run', () => {
  it('gets each argument as it is, whatever a shell would make of it', async () => {
    const run = runnerWith(folder.path(), { tool: 'printf "%s|" "$@"' });
    const outcome = await run({ ...call, args: ['$HOME', 'a b', '; false', '*', ''] });
    expect(outcome).toMatchObject({ kind: 'ended', code: 0, stdout: Buffer.from('$HOME|a b|; false|*||') });
  });

  it('gets the variables of the call, and no input to wait for', async () => {
    const run = runnerWith(folder.path(), { tool: 'cat; printf %s "$SECRET"' });
    expect(await run({ ...call, env: { SECRET: 'x' } })).toMatchObject({ stdout: Buffer.from('x') });
  });

  it('gives its exit code and what it said', async () => {
    const run = runnerWith(folder.path(), { tool: 'echo trouble >&2; exit 12' });
    expect(await run(call)).toMatchObject({ kind: 'ended', code: 12, stderr: 'trouble\n' });
  });

  it('is not found where it is not installed', async () => {
    expect(await createToolRunner({ PATH: folder.path() })(call)).toEqual({ kind: 'not-found' });
  });

  it('is killed after its time, even if it will not go', async () => {
    const run = runnerWith(folder.path(), { tool: 'trap "" TERM; while :; do read line; done < /dev/zero' });
    expect(await run({ ...call, timeoutMillis: 200 })).toEqual({ kind: 'timed-out' });
  });

  it('is killed when nobody wants it any more', async () => {
    const run = runnerWith(folder.path(), { tool: 'exec sleep 600' });
    const stop = new AbortController();
    const outcome = run({ ...call, signal: stop.signal });
    stop.abort();
    expect(await outcome).toEqual({ kind: 'aborted' });
  });

  it('did not end well when it was killed by somebody else', async () => {
    const run = runnerWith(folder.path(), { tool: 'kill -9 $$' });
    expect(await run(call)).toMatchObject({ kind: 'ended', code: 1 });
  });
});
