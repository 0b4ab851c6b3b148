import type { EngineOutcome } from '../find-engine.ts';

/** What becomes of tests that need a platform: run, listed as skipped for a reason, or failed for it. */
export type TestDecision =
  | { readonly kind: 'run' }
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'fail'; readonly reason: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** The platforms that must be there, from `SLIPWAY_REQUIRE`: names with commas between. */
export const requiredPlatforms = ({ SLIPWAY_REQUIRE = '' }: Environment): ReadonlySet<string> =>
  new Set(
    SLIPWAY_REQUIRE.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  );

/** A platform that is missing skips its tests, unless it is required. */
export function decideTests(platform: string, engine: EngineOutcome, env: Environment): TestDecision {
  if (engine.found) return { kind: 'run' };
  return { kind: requiredPlatforms(env).has(platform) ? 'fail' : 'skip', reason: engine.reason };
}
