import { createEngine, isServing, type Container } from '@slipway/deploy-compose-run';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { readSystem } from '../declarations/read-system.ts';
import { CommandError } from '../exit.ts';
import { prepareHome } from '../run-state/prepare-home.ts';
import type { ObservedStack } from '../verify/observed-stack.ts';
import { verifyStack, type Findings, type VerifyStack } from '../verify/verify-stack.ts';
import type { Workspace } from '../workspace.ts';
import { readComposeRecord } from './compose-record.ts';
import { metricsInside, notRunningInContainers, openComposeStack } from './compose-stack.ts';
import { isAsVerified, writeComposeVerification, type ComposeVerification } from './compose-verification.ts';
import { reachEngine } from './reach-engine.ts';

/** What `verify --substrate compose --json` prints. */
export interface ProjectVerification extends Findings, ComposeVerification {
  readonly verified: boolean;
}

/** Verifies what runs as the Compose project; all well, it is recorded, so that its images can be promoted. */
export async function verifyCompose(
  workspace: Workspace,
  options: Omit<VerifyStack, 'place' | 'open'>,
): Promise<ProjectVerification> {
  const { project } = readComposeRecord(workspace);
  const system = readSystem(workspace.root);
  const before = await servicesOf(project, system);
  options.say(`Verifying project ${project}: the acceptance suite …`);
  const findings = await verifyStack(workspace, {
    ...options,
    place: { SLIPWAY_RELEASE_PROJECT: project },
    open: () => openObservedStack(workspace, project),
  });
  const containers = before.map(({ service, image, configHash }) => ({ service, image, configHash }));
  const verification = { project, verifiedAt: new Date().toISOString(), containers };
  const after = await servicesOf(project, system);
  if (!after.every((container) => isAsVerified(container, verification)))
    throw new CommandError(
      'conflict',
      `Project ${project} was changed while it was verified: verify it again`,
    );
  const verified = findings.failures.length === 0;
  if (verified) {
    prepareHome(workspace, []);
    writeComposeVerification(workspace, verification);
  }
  return { ...verification, verified, ...findings };
}

/** The containers of the declared services, all of which run healthily; else the command ends. */
async function servicesOf(
  project: string,
  system: readonly ServiceDeclaration[],
): Promise<readonly Container[]> {
  const containers = await reachEngine(() => createEngine().containers(project));
  const own = containers.filter(({ service }) => system.some(({ name }) => name === service));
  if (own.length === 0) throw notRunningInContainers();
  const unready = system.filter(
    ({ name }) => !own.some((container) => container.service === name && isServing(container)),
  );
  if (unready.length > 0)
    throw new CommandError('failed', [
      `Not all of project ${project} is healthy: see ./slipway status --substrate compose`,
      `not ready: ${unready.map(({ name }) => name).join(', ')}`,
    ]);
  return own.filter(isServing);
}

async function openObservedStack(workspace: Workspace, project: string): Promise<ObservedStack> {
  const engine = createEngine();
  const stack = await openComposeStack(workspace);
  return {
    ...stack,
    metricsOf: async ({ name, ports }, token) => {
      const own = (await engine.containers(project)).filter(
        (container) => container.service === name && isServing(container),
      );
      const asked = own.map(
        async (container) =>
          [container.name, await metricsInside(engine, container, { port: ports.http, token })] as const,
      );
      return new Map(await Promise.all(asked));
    },
    close: async () => undefined,
  };
}
