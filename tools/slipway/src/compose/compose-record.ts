import { readFileSync, writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Workspace } from '../workspace.ts';

const recordSchema = z.object({
  project: z.string(),
  overrides: z.array(z.string()),
  profiles: z.array(z.string()),
  portOffset: z.int(),
});

/** `compose.json` in the state folder: which Compose project the other commands mean. */
export type ComposeRecord = z.infer<typeof recordSchema>;

/** What plain `docker compose up` makes, which goes by the same variable. */
export const plainRecord = ({ env }: Workspace): ComposeRecord => ({
  project: env.COMPOSE_PROJECT_NAME || 'slipway',
  overrides: [],
  profiles: [],
  portOffset: 0,
});

const fileOf = ({ home }: Workspace) => join(home, 'compose.json');

export function readComposeRecord(workspace: Workspace): ComposeRecord {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(fileOf(workspace), 'utf8')));
  } catch {
    return plainRecord(workspace);
  }
}

export const writeComposeRecord = (workspace: Workspace, record: ComposeRecord): void =>
  writeFileSync(fileOf(workspace), `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });

export const removeComposeRecord = (workspace: Workspace): void => rmSync(fileOf(workspace), { force: true });
