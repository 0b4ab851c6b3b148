/** Whether traffic should come here. Not the same as liveness: a service that is not ready must not be restarted. */
export interface Readiness {
  /** True when started, not draining, and every check holds. */
  ready(): boolean;
  /** True from the first sign of shutdown on. */
  draining(): boolean;
  /** Names of what is still missing, for `/readyz`. */
  missing(): readonly string[];
  /** Adds a condition that is asked each time. */
  require(name: string, holds: () => boolean): void;
  drain(): void;
}

export function createReadiness(): Readiness {
  const checks = new Map<string, () => boolean>();
  let isDraining = false;
  const missing = () => [...checks].filter(([, holds]) => !holds()).map(([name]) => name);
  return {
    ready: () => !isDraining && missing().length === 0,
    draining: () => isDraining,
    missing: () => (isDraining ? ['draining'] : missing()),
    require: (name, holds) => void checks.set(name, holds),
    drain: () => void (isDraining = true),
  };
}
