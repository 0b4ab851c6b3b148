import { join } from 'node:path';

/** Root of the repository, which holds k8s/. */
export const root = join(import.meta.dirname, '../../..');
