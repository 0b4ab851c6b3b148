import type { Stall } from '@slipway/deploy-plan';
import type { Cluster } from '../objects/cluster.ts';

const LINES = 10;

/** The stall with what its container wrote last, where that can be had. */
export async function withLog(
  cluster: Cluster,
  stall: Stall,
  options: { readonly namespace: string; readonly signal?: AbortSignal },
): Promise<Stall> {
  if (stall.container === undefined) return stall;
  const read = (previous: boolean) =>
    cluster.readLog({ ...options, ...stall.container!, previous, lines: LINES });
  try {
    let lines = await read(stall.container.previous);
    // A container that has just begun again has said nothing yet, or its former run is forgotten.
    if (lines.length === 0) lines = await read(!stall.container.previous);
    return lines.length === 0
      ? stall
      : { ...stall, lines: [...stall.lines, 'its log ends:', ...lines.map((line) => `  ${line}`)] };
  } catch {
    return stall;
  }
}
