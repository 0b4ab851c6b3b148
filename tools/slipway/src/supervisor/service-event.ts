import { messageOf } from './log-lines.ts';
import { describeExit, type Exit } from './service-process.ts';

/** What a supervisor tells of a service. */
export type ServiceEvent =
  | { readonly kind: 'ready'; readonly millis: number; readonly pid: number | undefined }
  | {
      readonly kind: 'crashed';
      readonly exit: Exit;
      readonly attempt: number;
      readonly delayMillis: number;
      /** Last words of a service that ended at its start, the first time; no lines otherwise. */
      readonly lastLines: readonly string[];
    }
  | { readonly kind: 'gave-up'; readonly exit: Exit; readonly lastLines: readonly string[] }
  | { readonly kind: 'too-slow'; readonly startupSeconds: number }
  | { readonly kind: 'killed'; readonly afterMillis: number };

const MEND = 'mend the cause, then ./slipway down and up';
const MEND_WATCHED =
  'mend the cause; an edit of its sources starts it again, anything else needs ./slipway down and up';

/** An event as lines for a person; `isWatched` where the next edit starts the service again. */
export function describeEvent(
  name: string,
  event: ServiceEvent,
  { isWatched }: { readonly isWatched: boolean },
): string {
  switch (event.kind) {
    case 'ready':
      return `${name} is ready after ${(event.millis / 1000).toFixed(1)} s (pid ${event.pid})`;
    case 'crashed':
      return [
        `${name} crashed (${describeExit(event.exit)}): ` +
          `restart ${event.attempt} in ${(event.delayMillis / 1000).toFixed(2)} s (./slipway logs ${name})`,
        ...indent(event.lastLines),
      ].join('\n');
    case 'gave-up':
      return [
        `${name} failed (${describeExit(event.exit)}) and is not restarted: ${isWatched ? MEND_WATCHED : MEND}`,
        ...indent(event.lastLines),
      ].join('\n');
    case 'too-slow':
      return `${name} is not ready after ${event.startupSeconds} s, its startupSeconds: stopping it`;
    case 'killed':
      return `${name} did not stop within ${(event.afterMillis / 1000).toFixed(0)} s: killed`;
  }
}

/** Log lines as they stand below a reason. */
export const indent = (lines: readonly string[]): string[] => lines.map((line) => `  | ${messageOf(line)}`);
