import { cpus, totalmem } from 'node:os';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import {
  judgeFit,
  phasesOf,
  propose,
  settingsOf,
  SIZES_COMMENT,
  type Measurement,
  type ObjectiveLoad,
  type SizesRecord,
} from '@slipway/deploy-size';
import { CommandError } from '../exit.ts';
import { measure } from './measure.ts';
import type { Instance, Measurable } from './measurable.ts';
import { tokensOf } from './tokens.ts';

export interface SizeOptions {
  readonly system: readonly ServiceDeclaration[];
  /** Of them; all where it is empty. */
  readonly only: readonly string[];
  readonly load: ObjectiveLoad;
  readonly model: string;
  readonly revision: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export interface SizeOutcome {
  readonly record: SizesRecord;
  /** What does not fit the declared limits, a line each. */
  readonly misfits: readonly string[];
}

/** Measures the running system under a load that ends, and says what follows for each service. */
export async function sizeServices(measurable: Measurable, options: SizeOptions): Promise<SizeOutcome> {
  const { system, only, load, model, revision, signal, say } = options;
  const instances = chosen(measurable.instances, system, only);
  const { token, newToken, forMetrics } = tokensOf(measurable, system);
  const tokens = await forMetrics(instances.map(({ service }) => service));
  const target = { origin: measurable.origin, model, token, newToken, signal };
  const measured = await measure({ instances, tokens, target, phases: phasesOf(load), say });
  const services = [...measured.services].map(([name, of]) => ({
    name,
    instances: instances.filter(({ service }) => service === name).length,
    measured: of,
    size: propose(of),
  }));
  return {
    record: {
      $comment: SIZES_COMMENT,
      date: new Date().toISOString().slice(0, 10),
      commit: revision,
      machine: `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB`,
      platform: measurable.platform,
      phases: [...measured.phases],
      services,
    },
    misfits: services.flatMap((service) => misfitsOf(service, system, instances)),
  };
}

function chosen(
  instances: readonly Instance[],
  system: readonly ServiceDeclaration[],
  only: readonly string[],
): readonly Instance[] {
  const names = only.length > 0 ? only : system.map(({ name }) => name);
  for (const name of names) {
    if (!system.some((service) => service.name === name))
      throw new CommandError(
        'usage',
        `There is no service ${name}: expected one of ${system.map((service) => service.name).join(', ')}`,
      );
    if (!instances.some(({ service }) => service === name))
      throw new CommandError(
        'unavailable',
        `No instance of ${name} runs: start it, or leave it out by --service`,
      );
  }
  return instances.filter(({ service }) => names.includes(service));
}

/** Instances of one service are told the same. */
function misfitsOf(
  { name, measured }: { readonly name: string; readonly measured: Measurement },
  system: readonly ServiceDeclaration[],
  instances: readonly Instance[],
): readonly string[] {
  const declared = system.find((service) => service.name === name)!;
  const settings = settingsOf(instances.find(({ service }) => service === name)?.env ?? {});
  return judgeFit(name, declared, { settings, measured });
}
