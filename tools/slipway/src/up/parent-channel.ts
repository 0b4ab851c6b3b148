import { CommandError } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import type { RunListeners } from './supervise-run.ts';
import type { Welcome } from './welcome.ts';

/** What a supervisor in the background tells the command that started it. */
export type ParentMessage =
  { readonly say: string } | { readonly ready: Welcome } | { readonly failed: string };

export interface ParentListeners extends RunListeners {
  /** Hands the reason of a failed start to the command that waits for it. */
  readonly onFailed: (error: unknown) => void;
}

/** Progress goes to the starting command as long as it waits, and to the supervisor's log always. */
export function parentListeners(terminal: Terminal, stop: AbortSignal): ParentListeners {
  const left = new AbortController();
  const send = (message: ParentMessage) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
  };
  let isReady = false;
  // A caller that gives up before the stack is ready (Ctrl-C) takes it along; afterwards it stays.
  process.on('disconnect', () => isReady || left.abort());
  return {
    stop: AbortSignal.any([stop, left.signal]),
    say: (text) => {
      terminal.say(JSON.stringify({ '@timestamp': new Date().toISOString(), message: text }));
      send({ say: text });
    },
    onReady: (welcome) => {
      isReady = true;
      send({ ready: welcome });
    },
    onFailed: (error) => {
      if (error instanceof CommandError) send({ failed: error.message });
    },
  };
}
