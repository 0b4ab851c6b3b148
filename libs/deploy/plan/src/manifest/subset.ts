import { isRecord } from './manifest.ts';

/** Whether everything that is wanted stands in what is there already; lists must be equal. */
export function isWithin(wanted: unknown, there: unknown): boolean {
  if (isRecord(wanted))
    return isRecord(there) && Object.entries(wanted).every(([name, value]) => isWithin(value, there[name]));
  return JSON.stringify(wanted) === JSON.stringify(there);
}
