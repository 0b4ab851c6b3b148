/** A script for Node that takes memory until the system ends a process for it; at most a gigabyte. */
export const TAKE_MEMORY = `
  const held = [];
  for (let taken = 0; taken < 64; taken++) held.push(Buffer.alloc(16 * 2 ** 20, 1));
  console.log('took ' + held.length);`;

/** Before it: of all processes of a container the first, the service itself, is the one that is ended. */
export const PREFER_SERVICE = `
  process.getBuiltinModule('node:fs').writeFileSync('/proc/1/oom_score_adj', '1000');`;
