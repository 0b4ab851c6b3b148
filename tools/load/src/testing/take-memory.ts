/** A script for Node that takes memory until the system ends a process for it; at most a gigabyte. */
export const TAKE_MEMORY = `
  const held = [];
  for (let taken = 0; taken < 64; taken++) held.push(Buffer.alloc(16 * 2 ** 20, 1));
  console.log('took ' + held.length);`;

/** Before it: of all processes of a container the first, the service itself, is the one that is ended. */
export const PREFER_SERVICE = `
  process.getBuiltinModule('node:fs').writeFileSync('/proc/1/oom_score_adj', '1000');`;

/**
 * The same by several processes, each of which has less than a service. In a pod all begin so near the end of the scale
 * of `oom_score_adj` that the largest is ended, whatever is written there.
 */
export const TAKE_MEMORY_BY_MANY = `
  const { spawn } = process.getBuiltinModule('node:child_process');
  const hold = 'globalThis.held = Buffer.alloc(32 * 2 ** 20, 1); setInterval(() => {}, 1000)';
  for (let count = 0; count < 10; count++) spawn(process.execPath, ['-e', hold]);
  setTimeout(() => {}, 30_000);`;
