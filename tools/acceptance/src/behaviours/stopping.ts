import type { Stack } from '../substrate/substrate.ts';
import { until } from '../until.ts';
import { itNeeds } from './behaviour.ts';
import { startLoad } from './load.ts';

const CLIENTS = 8;

/** A stop while requests are under way. */
export function stoppingBehaviours(stack: () => Stack): void {
  itNeeds(['kill'], 'finishes every request that was under way when it is told to stop', async () => {
    const { load, ended } = startLoad(stack(), CLIENTS);
    await until('load', () => load.answered > 2 * CLIENTS || undefined);
    const exitCode = await stack().terminate('gateway');
    await ended;
    await stack().revive('gateway');
    expect({ exitCode, lost: load.lost, refused: load.refused }).toEqual({
      exitCode: 0,
      lost: [],
      refused: CLIENTS,
    });
  });

  itNeeds(['kill'], 'stops once, however often it is told to', async () => {
    const ends = [stack().terminate('digits-tfjs'), stack().terminate('digits-tfjs')];
    expect(await Promise.all(ends)).toEqual([0, 0]);
    await stack().revive('digits-tfjs');
  });
}
