import type { Command } from 'commander';
import { CommandError } from '../exit.ts';
import { withCluster } from '../kubernetes/reach-cluster.ts';
import { overlayNamespace } from '../kubernetes/overlay-namespace.ts';
import { describeObjectives } from '../kubernetes/verify/describe-verification.ts';
import { verifyOverlay } from '../kubernetes/verify/verify-overlay.ts';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { integerArgument } from './arguments.ts';
import { examples } from './examples.ts';
import { withOverlay, type OverlayOptions } from './overlay-options.ts';
import { stopOnSignals } from './stop-on-signals.ts';

interface VerifyOptions extends OverlayOptions {
  readonly origin?: string;
  readonly rate: number;
  readonly seconds: number;
}

export function addVerify(program: Command, workspace: Workspace, terminal: Terminal): void {
  withOverlay(program.command('verify'))
    .description(
      'Hold what runs against the acceptance suite and its objectives, and mark the release as verified',
    )
    .option('--origin <url>', 'reach the gateway there (default: by the API server)')
    .option('--rate <n>', 'predictions a second, to measure by', integerArgument(1, 1_000), 10)
    .option('--seconds <n>', 'how long they are asked for', integerArgument(1, 3_600), 20)
    .addHelpText('after', examples('verify --overlay dev', 'verify --overlay staging --json'))
    .action(async ({ overlay, context, json, origin, rate, seconds }: VerifyOptions) => {
      const signal = stopOnSignals();
      await withCluster(workspace, context, async (cluster) => {
        const namespace = await overlayNamespace(workspace, overlay, signal);
        const verification = await verifyOverlay(workspace, cluster, {
          ...{ overlay, namespace, requestsPerSecond: rate, seconds, signal },
          say: (line) => terminal.say(line),
          ...(origin !== undefined && { origin }),
        });
        const { release, suite, objectives, failures } = verification;
        if (json) terminal.print(toJson(verification));
        else
          terminal.print(
            [
              `Behaviours: ${suite.passed} as they should be, ${suite.failed.length} not, ${suite.skipped.length} not for a release`,
              '',
              describeObjectives(objectives),
            ].join('\n'),
          );
        if (failures.length > 0)
          throw new CommandError('failed', [`Release ${release.number} is not verified:`, ...failures]);
        if (!json) terminal.print(`\nRelease ${release.number} of ${overlay} is verified`);
      });
    });
}
