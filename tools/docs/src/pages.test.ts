import { loadProgram } from './command-line.ts';
import { readRunnable, unknownCommands } from './checks/commands.ts';
import { brokenLinks } from './checks/links.ts';
import { anchorsOf, codeOf, markdownFiles, proseOf, readPage } from './checks/markdown.ts';
import { messagePieces, operatorSources } from './checks/messages.ts';

const files = markdownFiles();

test.each(files)('%s: every link leads to a file and a heading of the repository', (file) => {
  expect(brokenLinks(file)).toEqual([]);
});

const runnable = readRunnable(await loadProgram());

test.each(files)('%s: every command exists, with its options', (file) => {
  expect(unknownCommands(readPage(file), runnable)).toEqual([]);
});

test.each([
  ['`npm run nothing`', ['nothing']],
  ['`npx nx affected -t lint ship`', ['ship']],
  ['`npx nx testt gateway`', ['testt']],
  ['`node tools/none.mjs`', ['tools/none.mjs']],
  ['`./slipway deploy`', ['slipway deploy']],
  ['`./slipway client drop x`', ['slipway client drop']],
  ['```sh\n./slipway up \\\n  --detached\n```', ['option --detached of slipway up']],
  ['`npm start -- --watching`', ['option --watching of slipway slipway']],
  ['`npm start -- --watch` and `./slipway logs gateway -f`', []],
])('%s: what does not exist is found', (page, expected) => {
  expect(unknownCommands(page, runnable)).toEqual(expected);
});

test('headings have the anchors that GitHub gives them', () => {
  const page =
    '# Whose token, for what?\n## `SLIPWAY_AUTH=off`\n## Again\n## Again\n```\n# no heading\n```\n';
  expect([...anchorsOf(page)]).toEqual(['whose-token-for-what', 'slipway_authoff', 'again', 'again-1']);
});

test('code and prose of a page are told apart', () => {
  const page = 'See [a](b) and `[c](d)`.\n\n```sh\nnpm start \\\n  --x\n```\n';
  expect(proseOf(page)).toContain('[a](b)');
  expect(proseOf(page)).not.toContain('[c](d)');
  expect(codeOf(page)).toContain('npm start --x');
});

test('every message that troubleshooting explains is one that the sources can print', () => {
  const sources = operatorSources();
  const pieces = messagePieces(readPage('docs/how-to/troubleshoot.md'));
  expect(pieces.length).toBeGreaterThan(30);
  expect(pieces.filter((piece) => !sources.includes(piece))).toEqual([]);
});
