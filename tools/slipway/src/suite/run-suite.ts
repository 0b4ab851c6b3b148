import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Terminal } from '../terminal.ts';
import { findPlatforms } from './find-platforms.ts';
import type { Workspace } from '../workspace.ts';
import {
  describeSuite,
  tallyPlatforms,
  tallyTask,
  total,
  type JestCounts,
  type NxTask,
  type Part,
} from './tally.ts';

const NX = 'nx/dist/bin/nx.js';
const TARGETS = ['lint', 'typecheck', 'test'];

/** Runs all checks and tests of the workspace; true when none failed. The last line printed is the total. */
export async function runSuite(workspace: Workspace, terminal: Terminal): Promise<boolean> {
  const parts: Part[] = [];
  terminal.say('Checking the format …');
  parts.push(asPart('format', await run(workspace, 'prettier/bin/prettier.cjs', ['--check', '.'])));
  terminal.say('Checking the files that follow from the declarations …');
  parts.push(asPart('sync', await run(workspace, NX, ['sync:check'])));
  rmSync(join(workspace.root, 'dist/test-results'), { recursive: true, force: true });
  const platforms = await findPlatforms(workspace.env);
  const suites = platforms.flatMap(({ name, missing }) => (missing === undefined ? [`test-${name}`] : []));
  for (const { name, missing } of platforms)
    if (missing !== undefined) terminal.say(`No tests on ${name}: ${missing}`);
  parts.push(
    ...(await runTargets(workspace, suites)),
    ...tallyPlatforms(workspace.env.SLIPWAY_REQUIRE, platforms),
  );
  terminal.print(describeSuite(parts));
  return total(parts).failed === 0;
}

/** A check that is right or wrong as a whole. */
const asPart = (name: string, exit: number): Part => ({
  name,
  passed: exit === 0 ? 1 : 0,
  failed: exit === 0 ? 0 : 1,
});

/** Lint, type checks and tests by Nx, which takes what has not changed from its cache, counts included. */
async function runTargets(workspace: Workspace, suites: readonly string[]): Promise<Part[]> {
  const startedAt = Date.now();
  const exit = await run(workspace, NX, [
    'run-many',
    '-t',
    ...TARGETS,
    ...suites,
    '--parallel=2',
    '--outputStyle=stream',
  ]);
  const tasks = readTasks(workspace.root, startedAt);
  if (tasks === undefined)
    return [{ name: 'nx', passed: 0, failed: 1, note: `exit code ${exit}, and no record of what ran` }];
  const folders = projectFolders(workspace.root);
  const parts = tasks.map((task) =>
    tallyTask(task, readCounts(workspace.root, folders.get(task.projectName), task.target)),
  );
  const isExplained = exit === 0 || parts.some(({ failed }) => failed > 0);
  return isExplained ? parts : [...parts, { name: 'nx', passed: 0, failed: 1, note: `exit code ${exit}` }];
}

/** Nx's record of its latest run; undefined where that is not ours. */
function readTasks(root: string, startedAt: number): readonly NxTask[] | undefined {
  const record = readJson<{ run: { startTime: string }; tasks: NxTask[] }>(join(root, '.nx/cache/run.json'));
  if (record === undefined || Date.parse(record.run.startTime) < startedAt) return undefined;
  return [...record.tasks].sort((a, b) => a.taskId.localeCompare(b.taskId));
}

/** Folder of each project, as Nx found it. */
function projectFolders(root: string): ReadonlyMap<string, string> {
  type Graph = { nodes: Record<string, { data: { root: string } }> };
  const graph = readJson<Graph>(join(root, '.nx/workspace-data/project-graph.json'));
  return new Map(Object.entries(graph?.nodes ?? {}).map(([name, { data }]) => [name, data.root]));
}

/** What tools/jest/count-reporter.mjs left. */
function readCounts(root: string, folder: string | undefined, target: string): JestCounts | undefined {
  const suite = target === 'test' ? '' : target.replace(/^test-/, '.');
  return folder === undefined
    ? undefined
    : readJson<JestCounts>(join(root, 'dist/test-results', `${folder}${suite}.json`));
}

function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** Nx keeps its record and cache in the home folder of the user for some clones: here the record must be ours. */
const nxEnvironment = (root: string) => ({
  NX_DAEMON: 'false',
  NX_CACHE_DIRECTORY: join(root, '.nx/cache'),
  NX_WORKSPACE_DATA_DIRECTORY: join(root, '.nx/workspace-data'),
});

/** Runs an installed tool under this Node; everything that it writes is shown. */
function run({ root, env }: Workspace, tool: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', tool), ...args], {
      cwd: root,
      env: { ...env, ...nxEnvironment(root) },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
