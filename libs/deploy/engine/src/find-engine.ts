import { execFile } from 'node:child_process';

/** Whether there is a container engine here, and if not, why. */
export type EngineOutcome =
  | { readonly found: true; readonly version: string; readonly apiVersion: string }
  | { readonly found: false; readonly reason: string };

export interface FindEngineOptions {
  /** Docker's command line, or one that is used like it. Default `docker`. */
  readonly command?: string;
  /** How long the engine may take to answer. Default 10,000. */
  readonly timeoutMillis?: number;
}

const QUESTION = ['version', '--format', '{{.Server.Version}} {{.Server.APIVersion}}'];

/** Asks the engine that Docker's command line is set up for who it is. Never throws. */
export function findEngine(options: FindEngineOptions = {}): Promise<EngineOutcome> {
  const { command = 'docker', timeoutMillis = 10_000 } = options;
  return new Promise((resolve) => {
    execFile(
      command,
      QUESTION,
      { timeout: timeoutMillis, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        const [, version, apiVersion] = /^(\S+) (\S+)\s*$/.exec(stdout) ?? [];
        if (!error && version && apiVersion) return resolve({ found: true, version, apiVersion });
        const said = stderr.trim().split('\n', 1)[0] || 'it does not say its version';
        if (error?.code === 'ENOENT') resolve(missing(`${command} is not installed`));
        else resolve(missing(error?.killed ? `${command} gives no answer within ${timeoutMillis} ms` : said));
      },
    );
  });
}

const missing = (reason: string): EngineOutcome => ({ found: false, reason });
