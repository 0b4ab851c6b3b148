import type { ComposeModel } from './model.ts';

/** Where every container finds its secrets. */
export const SECRETS_MOUNT = '/run/slipway/secrets';

/**
 * The files that a service finds there. A one-shot service fills the volume: it mounts the same one, and its command has
 * `<folder>:<uid>:<names with commas between>` for each.
 */
export function secretsOf(name: string, { services }: ComposeModel): readonly string[] {
  const volume = services[name]?.volumes?.find(({ target }) => target === SECRETS_MOUNT)?.source;
  if (volume === undefined) return [];
  const filled = Object.values(services).flatMap(({ volumes = [], command }) => {
    const folder = volumes.find(
      ({ source, target }) => source === volume && target !== SECRETS_MOUNT,
    )?.target;
    const line = (command ?? []).find((word) => word.startsWith(`${folder}:`));
    return line?.split(':')[2]?.split(',') ?? [];
  });
  return [...new Set(filled)].sort();
}
