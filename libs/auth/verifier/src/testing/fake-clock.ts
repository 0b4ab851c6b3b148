import type { Clock } from '../clock.ts';

export interface FakeClock extends Clock {
  /** Both clocks go on; timers that fall due run. */
  advance(millis: number): void;
  /** The wall clock alone jumps, as when somebody sets it. */
  step(millis: number): void;
}

/** A clock that stands still until it is told to move. */
export function createFakeClock(startMillis = Date.UTC(2030, 0, 1)): FakeClock {
  let wall = startMillis;
  let elapsed = 0;
  const timers = new Set<{ readonly due: number; readonly run: () => void }>();
  const nextDue = (until: number) =>
    [...timers].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0];

  function moveTo(target: number): void {
    wall += target - elapsed;
    elapsed = target;
  }

  return {
    now: () => wall,
    elapsed: () => elapsed,
    after(millis, run) {
      const timer = { due: elapsed + millis, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(millis) {
      const target = elapsed + millis;
      for (let timer = nextDue(target); timer; timer = nextDue(target)) {
        timers.delete(timer);
        moveTo(Math.max(elapsed, timer.due));
        timer.run();
      }
      moveTo(target);
    },
    step(millis) {
      wall += millis;
    },
  };
}
