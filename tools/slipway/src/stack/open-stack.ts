import { openComposeStack } from '../compose/compose-stack.ts';
import type { Workspace } from '../workspace.ts';
import { openProcessStack } from './process-stack.ts';
import type { Stack } from './stack.ts';
import type { SubstrateName } from './substrate.ts';

/** The running stack on a substrate; ends the command with the fix where there is none. */
export const openStack = async (workspace: Workspace, substrate: SubstrateName): Promise<Stack> =>
  substrate === 'compose' ? openComposeStack(workspace) : openProcessStack(workspace);
