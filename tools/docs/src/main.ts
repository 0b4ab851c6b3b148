import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatePages } from './pages.ts';
import { root } from './workspace.ts';

const isCheck = process.argv.includes('--check');
const pages = await generatePages();
const current = (file: string) =>
  existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined;
const stale = pages.filter(({ file, content }) => current(file) !== content);

for (const { file, content } of stale) {
  if (isCheck) process.stderr.write(`${file} is not what the code says: npm run docs\n`);
  else {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
    process.stdout.write(`wrote ${file}\n`);
  }
}
process.stdout.write(`${pages.length} generated, ${stale.length} ${isCheck ? 'stale' : 'changed'}\n`);
process.exit(isCheck && stale.length > 0 ? 1 : 0);
