/** Time as a dependency, so that a test can move a day ahead at once. */
export interface Clock {
  /** Wall clock, milliseconds since 1970: for what a token says about time. */
  now(): number;
  /** Monotonic milliseconds: for ages and cool-downs, which a step of the wall clock must not change. */
  elapsed(): number;
  /** Runs once after the delay and returns what cancels it. A waiting timer does not keep the process alive. */
  after(millis: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(millis, run) {
    const timer = setTimeout(run, millis);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
