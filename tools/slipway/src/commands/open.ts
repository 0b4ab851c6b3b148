import { once } from 'node:events';
import type { Command } from 'commander';
import { openForwardedStack } from '../kubernetes/forwarded-stack.ts';
import { withCluster } from '../kubernetes/reach-cluster.ts';
import { overlayNamespace } from '../kubernetes/overlay-namespace.ts';
import { toJson, type Terminal } from '../terminal.ts';
import { welcomeTo } from '../up/welcome.ts';
import type { Workspace } from '../workspace.ts';
import { integerArgument } from './arguments.ts';
import { examples } from './examples.ts';
import { withOverlay, type OverlayOptions } from './overlay-options.ts';
import { stopOnSignals } from './stop-on-signals.ts';

interface OpenOptions extends OverlayOptions {
  readonly port?: number;
}

export function addOpen(program: Command, workspace: Workspace, terminal: Terminal): void {
  withOverlay(program.command('open'))
    .description('Lead a port of 127.0.0.1 to the gateway of an overlay, for development, until Ctrl-C')
    .option('--port <port>', 'which port (default: a free one)', integerArgument(1, 65_535))
    .addHelpText('after', examples('open --overlay dev', 'open --overlay dev --port 8080'))
    .action(async ({ overlay, context, port, json }: OpenOptions) => {
      const signal = stopOnSignals();
      await withCluster(workspace, context, async (cluster) => {
        const namespace = await overlayNamespace(workspace, overlay, signal);
        const say = (line: string) => terminal.say(line);
        const place = { workspace, cluster, namespace, say };
        const stack = await openForwardedStack({ ...place, ...(port !== undefined && { port }) });
        try {
          const { prediction, text } = await welcomeTo(stack, workspace.root);
          terminal.print(json ? toJson({ origin: stack.origin, prediction: prediction ?? null }) : text);
          terminal.say(`\n${stack.origin} leads to ${namespace}. Ctrl-C ends it.`);
          if (!signal.aborted) await once(signal, 'abort');
        } finally {
          await stack.close();
        }
      });
    });
}
