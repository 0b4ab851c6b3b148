import type { Manifest } from './manifest.ts';

/** Names, with commas between, of workloads that must be ready before this one is touched. */
export const START_AFTER = 'slipway.dev/start-after';

/**
 * Groups of workloads that may start at the same time. StatefulSets are the first group, since they hold state that
 * others open at their start. A circle of annotations is broken by what comes first, so that an apply never hangs.
 */
export function startWaves(workloads: readonly Manifest[]): readonly (readonly Manifest[])[] {
  const stateful = workloads.filter(({ kind }) => kind === 'StatefulSet');
  let waiting = workloads.filter(({ kind }) => kind !== 'StatefulSet');
  const waves: (readonly Manifest[])[] = stateful.length > 0 ? [stateful] : [];
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ metadata }) => metadata.name));
    const free = waiting.filter((one) => !startAfter(one).some((name) => names.has(name)));
    const wave = free.length > 0 ? free : waiting.slice(0, 1);
    waves.push(wave);
    waiting = waiting.filter((one) => !wave.includes(one));
  }
  return waves;
}

function startAfter({ metadata }: Manifest): readonly string[] {
  const names = metadata.annotations?.[START_AFTER]?.split(',').map((name) => name.trim()) ?? [];
  return names.filter((name) => name !== '' && name !== metadata.name);
}
