import type { EngineOutcome } from '../find-engine.ts';
import { decideTests } from './decide-tests.ts';

export interface PlatformNeed {
  readonly platform: string;
  readonly engine: EngineOutcome;
  /** Where `SLIPWAY_REQUIRE` may say that the platform must be there. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Jest's `describe` for tests that need a platform; where it is missing, their names say why they did not run. */
export function describeOn({ platform, engine, env }: PlatformNeed, name: string, tests: () => void): void {
  const decision = decideTests(platform, engine, env);
  if (decision.kind === 'run') return describe(name, tests);
  if (decision.kind === 'fail')
    it(`${name} has the platform ${platform}, which is required`, () => {
      throw new Error(decision.reason);
    });
  describe.skip(`${name} (not run: ${decision.reason})`, tests);
}
