import { substrate } from '../suite.ts';
import type { Capability } from '../substrate/substrate.ts';

/** A test that needs something of its substrate; one that cannot have it lists the test with the reason. */
export function itNeeds(
  needs: readonly Capability[],
  name: string,
  test: () => Promise<void>,
  timeoutMillis?: number,
): void {
  const lacking = needs.find((capability) => substrate.lacks[capability] !== undefined);
  if (lacking === undefined) it(name, test, timeoutMillis);
  else it.skip(`${name} (${substrate.name}: ${substrate.lacks[lacking]})`, test);
}
