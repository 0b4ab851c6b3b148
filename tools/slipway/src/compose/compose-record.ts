import { z } from 'zod';
import type { Workspace } from '../workspace.ts';
import { stateFile } from './state-file.ts';

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

const file = stateFile('compose.json', recordSchema);

export const readComposeRecord = (workspace: Workspace): ComposeRecord =>
  file.read(workspace) ?? plainRecord(workspace);
export const writeComposeRecord = file.write;
export const removeComposeRecord = file.remove;
