import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Container } from '@slipway/deploy-compose-run';
import type { Workspace } from '../workspace.ts';

const verificationSchema = z.object({
  project: z.string(),
  verifiedAt: z.iso.datetime(),
  /** Those of every service, with the image and the configuration that they were made from. */
  containers: z.array(z.object({ service: z.string(), image: z.string(), configHash: z.string() })),
});

/** `compose-verified.json` in the state folder: what was last verified of a Compose project. */
export type ComposeVerification = z.infer<typeof verificationSchema>;

const fileOf = ({ home }: Workspace) => join(home, 'compose-verified.json');

export function readComposeVerification(workspace: Workspace): ComposeVerification | undefined {
  try {
    return verificationSchema.parse(JSON.parse(readFileSync(fileOf(workspace), 'utf8')));
  } catch {
    return undefined;
  }
}

export const writeComposeVerification = (workspace: Workspace, verification: ComposeVerification): void =>
  writeFileSync(fileOf(workspace), `${JSON.stringify(verification, undefined, 2)}\n`, { mode: 0o600 });

/** Whether a container runs as it was verified: from the same image, with the same configuration. */
export const isAsVerified = (
  { service, image, configHash }: Container,
  verification: ComposeVerification | undefined,
): boolean =>
  verification?.containers.some(
    (one) => one.service === service && one.image === image && one.configHash === configHash,
  ) ?? false;
