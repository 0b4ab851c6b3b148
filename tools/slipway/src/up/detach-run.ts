import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, exitCodes, type ExitReason } from '../exit.ts';
import { prepareHome } from '../run-state/prepare-home.ts';
import type { Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import type { ParentMessage } from './parent-channel.ts';
import type { UpOptions } from './plan-run.ts';
import type { Welcome } from './welcome.ts';

/** Starts a supervisor in a session of its own and waits until what it runs is ready. */
export async function detachRun(
  workspace: Workspace,
  options: UpOptions,
  terminal: Terminal,
): Promise<Welcome> {
  prepareHome(workspace, []);
  const logFile = join(workspace.logsDir, 'supervisor.log');
  const log = openSync(logFile, 'a', 0o600);
  const main = join(workspace.root, 'tools/slipway/src/main.ts');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', main, ...superviseArguments(options)],
    {
      cwd: workspace.root,
      env: { ...workspace.env },
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    },
  );
  closeSync(log);
  const quit = () => child.disconnect();
  process.once('SIGINT', quit).once('SIGTERM', quit);
  try {
    return await new Promise<Welcome>((resolve, reject) => {
      let reason = `The supervisor ended early: see ${logFile}`;
      child.on('message', (message: ParentMessage) => {
        if ('ready' in message) resolve(message.ready);
        else if ('failed' in message) reason = message.failed;
        else terminal.say(message.say);
      });
      child.once('error', (error) =>
        reject(new CommandError('failed', `No supervisor could be started: ${error.message}`)),
      );
      child.once('exit', (code) => reject(new CommandError(reasonOf(code), reason)));
    });
  } finally {
    process.off('SIGINT', quit).off('SIGTERM', quit);
    if (child.connected) child.disconnect();
    child.unref();
  }
}

function superviseArguments({ watch, portOffset, only }: UpOptions): string[] {
  return [
    'up',
    '--supervise',
    `--port-offset=${portOffset}`,
    ...(watch ? ['--watch'] : []),
    ...(only.length > 0 ? [`--only=${only.join(',')}`] : []),
  ];
}

const reasonOf = (code: number | null): ExitReason =>
  (Object.keys(exitCodes) as ExitReason[]).find((reason) => code !== 0 && exitCodes[reason].code === code) ??
  'failed';
