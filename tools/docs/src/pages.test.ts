import { loadProgram } from './command-line.ts';
import { readRunnable, unknownCommands } from './checks/commands.ts';
import { brokenLinks } from './checks/links.ts';
import { anchorsOf, codeOf, markdownFiles, proseOf } from './checks/markdown.ts';

const files = markdownFiles();

test.each(files)('%s: every link leads to a file and a heading of the repository', (file) => {
  expect(brokenLinks(file)).toEqual([]);
});

test('every command that a page names exists, with its options', async () => {
  const runnable = readRunnable(await loadProgram());
  expect(files.flatMap((file) => unknownCommands(file, runnable))).toEqual([]);
});

test('headings have the anchors that GitHub gives them', () => {
  const page = '# Whose token, for what?\n## `SLIPWAY_AUTH=off`\n## Again\n## Again\n```\n# no heading\n```\n';
  expect([...anchorsOf(page)]).toEqual(['whose-token-for-what', 'slipway_authoff', 'again', 'again-1']);
});

test('code and prose of a page are told apart', () => {
  const page = 'See [a](b) and `[c](d)`.\n\n```sh\nnpm start \\\n  --x\n```\n';
  expect(proseOf(page)).toContain('[a](b)');
  expect(proseOf(page)).not.toContain('[c](d)');
  expect(codeOf(page)).toContain('npm start --x');
});
