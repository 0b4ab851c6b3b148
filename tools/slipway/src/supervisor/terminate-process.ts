import type { Clock } from '../clock.ts';
import type { ServiceProcess } from './service-process.ts';

/** Asks a process to drain and end, and kills it when it takes longer than that; true where it had to be killed. */
export async function terminateProcess(
  { kill, exited }: ServiceProcess,
  { limitMillis, clock }: { readonly limitMillis: number; readonly clock: Clock },
): Promise<boolean> {
  const ended = new AbortController();
  let isKilled = false;
  kill('SIGTERM');
  const late = clock.sleep(limitMillis, ended.signal).then(() => {
    if (ended.signal.aborted) return;
    isKilled = true;
    kill('SIGKILL');
  });
  await exited;
  ended.abort();
  await late;
  return isKilled;
}
