import { CommandError } from '../exit.ts';

/** Runs what needs the Docker engine; where the engine does not answer, one line says what to do. */
export async function reachEngine<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || !['ENOENT', 'ECONNREFUSED', 'EACCES', 'EPERM', 'ETIMEDOUT'].includes(code))
      throw error;
    throw new CommandError(
      'unavailable',
      `The Docker engine does not answer (${code}): start it, give this user access to it, or set DOCKER_HOST; ./slipway doctor tells more`,
    );
  }
}
