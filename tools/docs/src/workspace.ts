import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Root of the repository. */
export const root = join(import.meta.dirname, '../../..');

/**
 * A module of an app or of a program, which no other project may import: they are what runs, and nothing builds on
 * them. Documentation has to look into them all the same, so it loads them as files at run time; that makes no
 * dependency which the module boundaries would have to allow.
 */
export const loadFile = async <T>(file: string): Promise<T> =>
  (await import(pathToFileURL(join(root, file)).href)) as T;
