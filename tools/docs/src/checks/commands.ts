import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { root } from '../workspace.ts';
import { codeOf } from './markdown.ts';

/** What documentation may tell a reader to run. */
export interface Runnable {
  readonly scripts: ReadonlySet<string>;
  readonly targets: ReadonlySet<string>;
  readonly program: Command;
}

export function readRunnable(program: Command): Runnable {
  const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, object>;
  const scripts = Object.keys(read('package.json').scripts ?? {});
  return {
    scripts: new Set(scripts),
    targets: new Set(Object.keys(read('nx.json').targetDefaults ?? {})),
    program,
  };
}

/** Commands in the code of a page that do not exist. */
export function unknownCommands(page: string, { scripts, targets, program }: Runnable): string[] {
  const text = codeOf(page);
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found.trim());
  return [
    ...all(/\bnpm run ([\w:-]+)/g).filter((name) => !scripts.has(name)),
    ...all(/\bnpm (start|test)\b/g).filter((name) => !scripts.has(name)),
    ...all(/\bnpx nx [^\n`]*?-t ((?:[a-z]+ ?)+)/g).flatMap((names) =>
      names.split(' ').filter((name) => !targets.has(name)),
    ),
    ...all(/\bnpx nx ([a-z-]+)/g).filter((name) => !targets.has(name) && !NX_COMMANDS.has(name)),
    ...all(/\bnode ((?:tools|apps|libs)\/[\w./-]+)/g).filter((path) => !existsSync(join(root, path))),
    ...all(/(?:\.\/slipway|npx --no slipway|npm start --) ([^\n`|>]*)/g).flatMap((line) =>
      unknownWords(line, program),
    ),
  ];
}

const NX_COMMANDS: ReadonlySet<string> = new Set(['affected', 'run-many', 'graph', 'show', 'reset', 'sync']);

/** Words of a command line that the program does not know: sub-commands, and options of the one that is meant. */
function unknownWords(line: string, program: Command): string[] {
  const words = (line.split(/ #| && |;|\)|, | … /)[0] ?? '').split(/\s+/).filter((word) => word !== '');
  let command = program;
  const unknown: string[] = [];
  for (const word of words) {
    const found = command.commands.find((candidate) => candidate.name() === word);
    if (found !== undefined) command = found;
    else if (word.startsWith('-')) {
      const name = word.split('=')[0] ?? word;
      if (!isOption(command, name)) unknown.push(`option ${name} of slipway ${command.name()}`);
    } else if (command.commands.length > 0 && !line.startsWith('-') && /^[a-z]+$/.test(word))
      return [...unknown, ['slipway', ...(command === program ? [] : [command.name()]), word].join(' ')];
  }
  return unknown;
}

function isOption(command: Command, name: string): boolean {
  if (['-h', '--help', '--version', '-V'].includes(name)) return true;
  const lineage = [command, command.parent].filter((found) => found !== null);
  // `npm start -- --watch` passes its options on to `up`.
  const up = command.parent === null ? command.commands.filter((found) => found.name() === 'up') : [];
  return [...lineage, ...up].some(({ options }) =>
    options.some((option) => option.short === name || option.long === name),
  );
}
