import type { EngineOutcome } from '../find-engine.ts';
import { decideTests } from './decide-tests.ts';

export interface PlatformNeed {
  readonly platform: string;
  readonly engine: EngineOutcome;
  /** Where `SLIPWAY_REQUIRE` may say that the platform must be there. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the long run alone (SLIPWAY_SOAK=1): every step is one that shorter tests take as well. */
  readonly isLong?: boolean;
}

/** Jest's `describe` for tests that need a platform; where it is missing, their names say why they did not run. */
export function describeOn(need: PlatformNeed, name: string, tests: () => void): void {
  const { platform, engine, env, isLong = false } = need;
  if (isLong && env.SLIPWAY_SOAK !== '1') return describe.skip(`${name} (needs SLIPWAY_SOAK=1)`, tests);
  const decision = decideTests(platform, engine, env);
  if (decision.kind === 'run') return describe(name, tests);
  if (decision.kind === 'fail')
    it(`${name} has the platform ${platform}, which is required`, () => {
      throw new Error(decision.reason);
    });
  describe.skip(`${name} (not run: ${decision.reason})`, tests);
}
