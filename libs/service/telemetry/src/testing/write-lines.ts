// `write-lines.ts <count>`: logs so many lines of a kilobyte to standard output, then says `logged` on the other stream
// and waits for a word on standard input before it ends.
import { once } from 'node:events';
import { createLogger } from '../logger.ts';

const logger = createLogger({ name: 'writer', version: '1.0.0' }, 'info');
for (let line = 0; line < Number(process.argv[2]); line++) {
  logger.info({ padding: 'x'.repeat(900) }, 'line');
  if (line % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
}
process.stderr.write('logged');
await once(process.stdin, 'data');
process.stdin.destroy();
