import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** What a process writes whose output nobody reads until it has logged everything. */
async function writeUnread(lines: number): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const program = join(import.meta.dirname, 'testing/write-lines.ts');
  const child = spawn(process.execPath, [program, String(lines)], { stdio: ['pipe', 'pipe', 'pipe'] });
  // Not before it has logged everything: it did not wait for a reader.
  await once(child.stderr, 'data');
  const written = text(child.stdout);
  child.stdin.end('go');
  return (await written)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

describe('a log that nobody reads', () => {
  it('keeps every line for when it is read again', async () => {
    expect(await writeUnread(2_000)).toHaveLength(2_000);
  });

  it('is bounded, and says afterwards how much is missing', async () => {
    const lines = await writeUnread(20_000);
    const last = lines.at(-1)!;
    expect(last.message).toMatch(/^\d+ log lines were dropped: nobody read the log$/);
    expect(lines.length - 1 + Number(last['log.dropped'])).toBe(20_000);
    expect(lines.length).toBeLessThan(10_000);
  });
});
