import { Option, type Command } from 'commander';
import { verifyCompose } from '../compose/verify-compose.ts';
import { CommandError } from '../exit.ts';
import { withCluster } from '../kubernetes/reach-cluster.ts';
import { overlayNamespace } from '../kubernetes/overlay-namespace.ts';
import { verifyOverlay } from '../kubernetes/verify-overlay.ts';
import { substrates, type SubstrateName } from '../stack/substrate.ts';
import { toJson, type Terminal } from '../terminal.ts';
import { describeObjectives } from '../verify/describe-verification.ts';
import type { Findings } from '../verify/verify-stack.ts';
import type { Workspace } from '../workspace.ts';
import { integerArgument } from './arguments.ts';
import { examples } from './examples.ts';
import { clusterOptions, type OverlayOptions } from './overlay-options.ts';
import { stopOnSignals } from './stop-on-signals.ts';

interface VerifyOptions extends Partial<OverlayOptions> {
  readonly substrate?: SubstrateName;
  readonly origin?: string;
  readonly rate: number;
  readonly seconds: number;
}

export function addVerify(program: Command, workspace: Workspace, terminal: Terminal): void {
  clusterOptions(
    program
      .command('verify')
      .option('--overlay <name>', 'what runs in a cluster as this one of k8s/overlays')
      .addOption(
        new Option('--substrate <name>', 'compose: without --overlay, what runs in containers here')
          .choices(substrates)
          .env('SLIPWAY_SUBSTRATE'),
      ),
  )
    .description(
      'Hold what runs against the acceptance suite and its objectives, and mark it as verified, so that it can be promoted',
    )
    .option('--origin <url>', 'reach the gateway there (default: by the API server)')
    .option('--rate <n>', 'predictions a second, to measure by', integerArgument(1, 1_000), 10)
    .option('--seconds <n>', 'how long they are asked for', integerArgument(1, 3_600), 20)
    .addHelpText(
      'after',
      examples('verify --substrate compose', 'verify --overlay dev', 'verify --overlay staging --json'),
    )
    .action(async (options: VerifyOptions) => {
      const { what, findings } = await verify(workspace, options, (line) => terminal.say(line));
      const { suite, objectives, failures } = findings;
      if (options.json) terminal.print(toJson(findings));
      else
        terminal.print(
          [
            `Behaviours: ${suite.passed} as they should be, ${suite.failed.length} not, ${suite.skipped.length} not for a release`,
            '',
            describeObjectives(objectives),
          ].join('\n'),
        );
      if (failures.length > 0) throw new CommandError('failed', [`${what} is not verified:`, ...failures]);
      if (!options.json) terminal.print(`\n${what} is verified`);
    });
}

/** What was verified, in words, and what came of it. */
async function verify(
  workspace: Workspace,
  { substrate, overlay, context, origin, rate, seconds }: VerifyOptions,
  say: (line: string) => void,
): Promise<{ readonly what: string; readonly findings: Findings }> {
  const signal = stopOnSignals();
  const common = { requestsPerSecond: rate, seconds, say, signal };
  if (overlay === undefined) {
    if (substrate !== 'compose')
      throw new CommandError('usage', 'Say what to verify: --substrate compose, or --overlay <name>');
    const findings = await verifyCompose(workspace, common);
    return { what: `Project ${findings.project}`, findings };
  }
  return withCluster(workspace, context, async (cluster) => {
    const namespace = await overlayNamespace(workspace, overlay, signal);
    const findings = await verifyOverlay(workspace, cluster, {
      ...{ ...common, overlay, namespace, ...(origin !== undefined && { origin }) },
    });
    return { what: `Release ${findings.release.number} of ${overlay}`, findings };
  });
}
