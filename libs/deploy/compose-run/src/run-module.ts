import type { Container } from './container.ts';
import type { Engine } from './engine.ts';

/** Where each of our images has Node. */
export const NODE = '/usr/local/bin/node';

/** Runs a JavaScript module in a container, as its user. */
export const runModule = (
  engine: Engine,
  { id }: Container,
  module: string,
  env: Readonly<Record<string, string>> = {},
): ReturnType<Engine['exec']> => engine.exec(id, [NODE, '--input-type=module', '-e', module], env);
