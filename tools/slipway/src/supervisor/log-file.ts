import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

const DEFAULT_MAX_BYTES = 10 * 2 ** 20;

/** A log that cannot fill the disk: beyond its size it starts anew and keeps one predecessor (`<file>.1`). */
export interface LogFile {
  write(lines: string): void;
  close(): void;
}

/** A write that fails (a full disk) is dropped and counted: a service is worth more than its log. */
export function openLogFile(file: string, maxBytes = DEFAULT_MAX_BYTES): LogFile {
  let descriptor = openSync(file, 'a', 0o600);
  let size = fstatSync(descriptor).size;
  let dropped = 0;
  let isOpen = true;

  const rotate = () => {
    renameSync(file, `${file}.1`);
    closeSync(descriptor);
    descriptor = openSync(file, 'a', 0o600);
    size = 0;
  };
  const append = (text: string) => {
    const bytes = Buffer.from(text);
    if (size > 0 && size + bytes.length > maxBytes) rotate();
    size += writeSync(descriptor, bytes);
  };
  return {
    write: (lines) => {
      if (!isOpen) return;
      try {
        if (dropped > 0)
          append(`${JSON.stringify({ message: `${dropped} writes to this log were lost` })}\n`);
        dropped = 0;
        append(lines);
      } catch {
        dropped++;
      }
    },
    close: () => {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
  };
}
