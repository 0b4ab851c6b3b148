/** Asks again and again until there is an answer; throws what was waited for when the time is over. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  withinMillis: number,
): Promise<T> {
  const over = performance.now() + withinMillis;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (performance.now() > over) throw new Error(`within ${withinMillis} ms there was not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
