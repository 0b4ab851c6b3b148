import type { Command } from 'commander';
import { withCluster } from '../kubernetes/reach-cluster.ts';
import { openForwardedStack } from '../kubernetes/forwarded-stack.ts';
import { overlayNamespace } from '../kubernetes/overlay-namespace.ts';
import { CommandError } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { openStack } from './open-stack.ts';
import type { Stack } from './stack.ts';
import { substrateOption, type SubstrateOption } from './substrate.ts';

/** Which running system a command talks to. */
export interface StackOptions extends SubstrateOption {
  readonly overlay?: string;
  readonly context?: string;
}

/** The options of a command that talks to a running system, wherever that is. */
export const withStack = (command: Command): Command =>
  command
    .addOption(substrateOption())
    .option('--overlay <name>', 'what runs in a cluster instead: which of k8s/overlays')
    .option('--context <name>', "with --overlay: instead of the kubeconfig's current context");

/** Alone, a context would be left out in silence. */
export function checkStackOptions({ overlay, context }: StackOptions): void {
  if (context !== undefined && overlay === undefined)
    throw new CommandError('usage', '--context says where --overlay is: name that as well');
}

/** Opens the running system for a command, and lets go of it; ends the command with the fix where there is none. */
export async function useStack<T>(
  { workspace, terminal }: { readonly workspace: Workspace; readonly terminal: Terminal },
  options: StackOptions,
  use: (stack: Stack) => Promise<T>,
): Promise<T> {
  checkStackOptions(options);
  const { substrate, overlay, context } = options;
  if (overlay === undefined) return use(await openStack(workspace, substrate));
  return withCluster(workspace, context, async (cluster) => {
    const namespace = await overlayNamespace(workspace, overlay);
    const say = (line: string) => terminal.say(line);
    const stack = await openForwardedStack({ workspace, cluster, namespace, say });
    try {
      return await use(stack);
    } finally {
      await stack.close();
    }
  });
}
