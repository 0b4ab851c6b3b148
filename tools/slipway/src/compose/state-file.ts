import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Workspace } from '../workspace.ts';

/** A JSON document in the state folder, for its owner alone. */
export function stateFile<T>(name: string, schema: z.ZodType<T>) {
  const fileOf = ({ home }: Workspace) => join(home, name);
  return {
    /** Undefined where there is none that is valid. */
    read(workspace: Workspace): T | undefined {
      try {
        return schema.parse(JSON.parse(readFileSync(fileOf(workspace), 'utf8')));
      } catch {
        return undefined;
      }
    },
    write(workspace: Workspace, value: T): void {
      writeFileSync(fileOf(workspace), `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
    },
    remove(workspace: Workspace): void {
      rmSync(fileOf(workspace), { force: true });
    },
  };
}
