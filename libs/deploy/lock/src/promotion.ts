import type { ImagesLock } from './lock.ts';

/** Why a lock cannot become a release or go to a cluster; nothing where it can. */
export function promotionObstacles({ images }: ImagesLock): string[] {
  return images.flatMap(({ name, ...entry }) => [
    ...(entry.digest === undefined
      ? [`${name}: no registry knows it by digest; set SLIPWAY_REGISTRY and run: ./slipway images release`]
      : []),
    ...(entry.sbom === undefined ? [`${name}: it has no SBOM; run: ./slipway images sbom`] : []),
    ...(entry.signature === undefined ? [`${name}: it is not signed; run: ./slipway images sign`] : []),
    ...(entry.gitRevision?.endsWith('-dirty')
      ? [`${name}: it was built from uncommitted changes; commit them and build it anew`]
      : []),
  ]);
}
