import type { Command } from 'commander';
import { usualLoad } from '@slipway/deploy-size';
import { readSystem } from '../declarations/read-system.ts';
import { CommandError } from '../exit.ts';
import { revisionOf } from '../images/release-kit.ts';
import { withCluster } from '../kubernetes/reach-cluster.ts';
import { checkOrigin } from '../size/check-origin.ts';
import { describeSizes } from '../size/describe-sizes.ts';
import type { Measurable } from '../size/measurable.ts';
import { openCompose } from '../size/open-compose.ts';
import { openOverlay, type OverlayPlace } from '../size/open-overlay.ts';
import { openProcesses } from '../size/open-processes.ts';
import { sizeServices } from '../size/size-services.ts';
import { writeSizes } from '../size/write-sizes.ts';
import { checkStackOptions, withStack, type StackOptions } from '../stack/use-stack.ts';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { integerArgument, listArgument } from './arguments.ts';
import { examples } from './examples.ts';
import { stopOnSignals } from './stop-on-signals.ts';

interface SizeCommandOptions extends StackOptions {
  readonly url?: string;
  readonly service: readonly string[];
  readonly model: string;
  readonly rate: number;
  readonly seconds: number;
  readonly write?: boolean;
  readonly json?: boolean;
}

const MAX_RATE = 200;
const MAX_SECONDS = 600;
const LEAST_SECONDS = 10;

export function addSize(program: Command, workspace: Workspace, terminal: Terminal): void {
  withStack(program.command('size'))
    .description(
      'Measure what each running service takes under a load that ends, and say what to request for it',
    )
    .option('--url <origin>', 'where the load goes, where that is not this machine')
    .option('--service <names>', 'only these (with commas between them)', listArgument, [])
    .option('--model <name>', 'which model or ensemble is asked', 'digits')
    .option(
      '--rate <n>',
      "predictions a second that are the objective's load",
      integerArgument(1, MAX_RATE),
      usualLoad.predictionsPerSecond,
    )
    .option(
      '--seconds <n>',
      'how long that load goes on',
      integerArgument(LEAST_SECONDS, MAX_SECONDS),
      usualLoad.seconds,
    )
    .option('--write', 'put the sizes into apps/*/service.yaml, and the run into docs/reference/sizes.json')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples('size', 'size --overlay dev --rate 50', 'size --substrate compose --write'),
    )
    .action((options: SizeCommandOptions) => sizeAndTell(workspace, terminal, options));
}

async function sizeAndTell(workspace: Workspace, terminal: Terminal, options: SizeCommandOptions) {
  checkStackOptions(options);
  const { url, service: only, model, rate, seconds, write, json } = options;
  if (write && only.length > 0)
    throw new CommandError('usage', '--write records one run of all services: leave --service out');
  const signal = stopOnSignals();
  const system = readSystem(workspace.root);
  const say = (line: string) => terminal.say(line);
  const { record, misfits } = await withMeasurable(workspace, { ...options, signal, say }, (measurable) =>
    sizeServices(
      { ...measurable, origin: checkOrigin(measurable.origin, url) },
      {
        ...{ system, only, model, signal },
        load: { ...usualLoad, predictionsPerSecond: rate, seconds },
        revision: revisionOf(workspace),
        say,
      },
    ),
  );
  terminal.print(json ? toJson({ ...record, misfits }) : describeSizes(record, system));
  if (write) {
    for (const file of writeSizes(workspace.root, record)) terminal.say(`wrote ${file}`);
    terminal.say('what follows from them is made by: npx nx sync, npm run docs');
  } else if (misfits.length > 0) throw new CommandError('config', misfits);
}

async function withMeasurable<T>(
  workspace: Workspace,
  { overlay, context, substrate, signal, say }: StackOptions & Pick<OverlayPlace, 'signal' | 'say'>,
  run: (measurable: Measurable) => Promise<T>,
): Promise<T> {
  const use = async (measurable: Measurable) => run(measurable).finally(() => measurable.close());
  if (overlay !== undefined)
    return withCluster(workspace, context, async (cluster) =>
      use(await openOverlay(workspace, cluster, { overlay, signal, say })),
    );
  return use(await (substrate === 'compose' ? openCompose(workspace) : openProcesses(workspace)));
}
