import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { openLogFile } from './log-file.ts';
import { createLineSplitter, messageOf, toJsonLine } from './log-lines.ts';
import { createLogFollower, readTail } from './read-log.ts';

const time = new Date('2026-01-01T00:00:00Z');

describe('a log file', () => {
  const folder = useTemporaryFolder();

  it('starts anew beyond its size, keeps one predecessor, and is private', () => {
    const file = join(folder(), 'a.log');
    const log = openLogFile(file, 20);
    for (const word of ['first', 'second', 'third', 'fourth', 'fifth']) log.write(`${word} line\n`);
    log.close();
    expect(readdirSync(folder()).sort()).toEqual(['a.log', 'a.log.1']);
    expect(readFileSync(file, 'utf8')).toBe('fifth line\n');
    expect(readFileSync(`${file}.1`, 'utf8')).toBe('fourth line\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('goes on where it ended, and a write after its end is no error', () => {
    const file = join(folder(), 'a.log');
    for (const word of ['one\n', 'two\n']) {
      const log = openLogFile(file);
      log.write(word);
      log.close();
      log.write('late\n');
    }
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
  });

  it('is followed across its renewal', async () => {
    const file = join(folder(), 'a.log');
    const log = openLogFile(file, 20);
    log.write('before\n');
    const seen: string[] = [];
    const stop = new AbortController();
    const follower = createLogFollower([file], (line) => {
      seen.push(line);
      if (line === 'one') log.write('a line that renews\n');
      if (line === 'a line that renews') stop.abort();
    });
    log.write('one\n');
    await follower.until(stop.signal);
    expect(seen).toEqual(['one', 'a line that renews']);
    log.close();
  });
});

describe('the tail of a log', () => {
  const folder = useTemporaryFolder();

  it('has the last lines, oldest first', () => {
    const file = join(folder(), 'a.log');
    writeFileSync(file, '1\n2\n3\n');
    expect(readTail(file, 2)).toEqual(['2', '3']);
    expect(readTail(file, 0)).toEqual([]);
    expect(readTail(file, 9)).toEqual(['1', '2', '3']);
  });
});

describe('lines of a service', () => {
  it('are put together from chunks, and are bounded', () => {
    const lines: string[] = [];
    const splitter = createLineSplitter((line) => lines.push(line));
    splitter.push('a');
    splitter.push('b\nc\n\nd');
    splitter.flush();
    splitter.push('x'.repeat(200_000));
    expect(lines.slice(0, 3)).toEqual(['ab', 'c', 'd']);
    expect(Math.max(...lines.map((line) => line.length))).toBe(65_536);
  });

  it('stay as they are when they are JSON, else are wrapped', () => {
    const about = { service: 'a', stream: 'stderr', time } as const;
    expect(toJsonLine('{"x":1}', about)).toBe('{"x":1}');
    expect(JSON.parse(toJsonLine('{oops', about))).toEqual({
      '@timestamp': '2026-01-01T00:00:00.000Z',
      'log.level': 'error',
      'service.name': 'a',
      message: '{oops',
    });
  });

  it('are shown to a person as their message', () => {
    expect(messageOf('{"message":"hello","error":{"message":"why"}}')).toBe('hello: why');
    expect(messageOf('plain')).toBe('plain');
  });
});
