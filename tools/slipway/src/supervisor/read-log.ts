import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLineSplitter } from './log-lines.ts';

const POLL_MILLIS = 200;

/** The last lines of a log, oldest first. A log is bounded, so it can be read as a whole. */
export function readTail(file: string, count: number): string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line));
  splitter.push(readFrom(file, 0).text);
  splitter.flush();
  return count === 0 ? [] : lines.slice(-count);
}

/** Gives each line that is written from now on, also when a log starts anew after it has reached its size. */
export function createLogFollower(files: readonly string[], onLine: (line: string) => void) {
  const followed = files.map((file) => ({ file, ...positionOf(file), splitter: createLineSplitter(onLine) }));
  return {
    until: async (stop: AbortSignal): Promise<void> => {
      while (!stop.aborted) {
        for (const log of followed) {
          const now = positionOf(log.file);
          if (now.inode !== log.inode) Object.assign(log, { inode: now.inode, position: 0 });
          if (now.position <= log.position) continue;
          const { text, end } = readFrom(log.file, log.position);
          log.position = end;
          log.splitter.push(text);
        }
        await sleep(POLL_MILLIS, undefined, { signal: stop }).catch(() => undefined);
      }
    },
  };
}

function positionOf(file: string): { inode: number; position: number } {
  const stat = statSync(file, { throwIfNoEntry: false });
  return { inode: stat?.ino ?? 0, position: stat?.size ?? 0 };
}

/** Whole lines from a byte position on; a last line that is still being written is left for the next time. */
function readFrom(file: string, position: number): { text: string; end: number } {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - position));
    const length = readSync(descriptor, bytes, 0, bytes.length, position);
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a, length - 1) + 1);
    return { text: whole.toString('utf8'), end: position + whole.length };
  } finally {
    closeSync(descriptor);
  }
}
