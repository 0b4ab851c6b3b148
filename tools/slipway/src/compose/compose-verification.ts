import { z } from 'zod';
import type { Container } from '@slipway/deploy-compose-run';
import { stateFile } from './state-file.ts';

const verificationSchema = z.object({
  project: z.string(),
  verifiedAt: z.iso.datetime(),
  /** Those of every service, with the image and the configuration that they were made from. */
  containers: z.array(z.object({ service: z.string(), image: z.string(), configHash: z.string() })),
});

/** `compose-verified.json` in the state folder: what was last verified of a Compose project. */
export type ComposeVerification = z.infer<typeof verificationSchema>;

const file = stateFile('compose-verified.json', verificationSchema);
export const readComposeVerification = file.read;
export const writeComposeVerification = file.write;

/** Whether a container runs as it was verified: from the same image, with the same configuration. */
export const isAsVerified = (
  { service, image, configHash }: Container,
  verification: ComposeVerification | undefined,
): boolean =>
  verification?.containers.some(
    (one) => one.service === service && one.image === image && one.configHash === configHash,
  ) ?? false;
