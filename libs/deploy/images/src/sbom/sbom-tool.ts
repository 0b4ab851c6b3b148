import type { Outcome } from '../outcome.ts';

/** Lists what is in an image of the engine, as SPDX 2 in JSON. */
export interface SbomTool {
  describe(imageId: string, signal?: AbortSignal): Promise<Outcome<object>>;
}
