/** A block of commands that the tests run, and what must come of it. */
export interface Block {
  readonly commands: string;
  /** `start` stays until the walk is over; `run` must end, as must `container` and `cluster`, which need one. */
  readonly mode: 'start' | 'run' | 'container' | 'cluster';
  /** Must be found in the output; for `start`, in this order before the walk goes on. */
  readonly expect: readonly RegExp[];
  readonly exitCode: number;
  /** Stays until Ctrl-C, which comes when the output has what is expected. */
  readonly isInterrupted: boolean;
}

const MARKED = /<!-- test: (start|run|container|cluster)((?:; [^\n]*?)?) -->\n+```sh\n([\s\S]*?)```/g;

/**
 * Blocks of a page that are marked `<!-- test: start|run|container|cluster; expect /…/; exit N; interrupt -->`, in their
 * order. The comment does not show, so the page reads as if nobody tested it.
 */
export function testedBlocks(page: string): readonly Block[] {
  return [...page.matchAll(MARKED)].map(([, mode, conditions = '', commands = '']) => ({
    commands: commands.trim(),
    mode: mode as Block['mode'],
    expect: [...conditions.matchAll(/; expect \/(.+?)\/(?=;|$)/g)].map(
      ([, source = '']) => new RegExp(source),
    ),
    exitCode: Number(/; exit (\d+)/.exec(conditions)?.[1] ?? 0),
    isInterrupted: /; interrupt(;|$)/.test(conditions),
  }));
}
