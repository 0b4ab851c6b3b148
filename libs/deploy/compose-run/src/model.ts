/** The project as Compose resolved it, as far as bringing it up depends on it. */
export interface ComposeModel {
  readonly services: Readonly<Record<string, ModelService>>;
}

export interface ModelService {
  readonly image: string;
  /** Absent where the image is somebody else's. */
  readonly build?: unknown;
  /** `never` where the image is built here or nowhere. */
  readonly pull_policy?: string;
  readonly scale?: number;
  readonly restart?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition?: string }>>;
  readonly healthcheck?: {
    readonly interval?: string;
    readonly timeout?: string;
    readonly retries?: number;
    readonly start_period?: string;
  };
}

/** Names of all services, each after those it depends on. */
export function dependencyOrder({ services }: ComposeModel): readonly string[] {
  const ordered = new Set<string>();
  const add = (name: string): void => {
    // Compose refuses circles, and names of services whose profile is off are not in the model.
    if (ordered.has(name) || services[name] === undefined) return;
    Object.keys(services[name].depends_on ?? {}).forEach(add);
    ordered.add(name);
  };
  Object.keys(services).sort().forEach(add);
  return [...ordered];
}

/** A job ends by itself, as opposed to a service, which the engine restarts. */
export const isJob = ({ restart }: ModelService): boolean => restart === 'no';

/** Whether a service must not start before this job has ended well. */
export const isAwaited = (job: string, { services }: ComposeModel): boolean =>
  Object.values(services).some(
    ({ depends_on = {} }) => depends_on[job]?.condition === 'service_completed_successfully',
  );

const NO_CHECK_START_MILLIS = 60_000;

/** By then the engine itself calls a container unhealthy that never was healthy, in ms. */
export function startMillisOf({ healthcheck }: ModelService): number {
  if (healthcheck === undefined) return NO_CHECK_START_MILLIS;
  // The engine's own defaults where the file says nothing.
  const { start_period = '0s', interval = '30s', timeout = '30s', retries = 3 } = healthcheck;
  return parseDuration(start_period) + (retries + 1) * (parseDuration(interval) + parseDuration(timeout));
}

const UNIT_MILLIS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** Compose writes durations as Go does: `1m30s`, `500ms`. */
function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  return parts.reduce((sum, [, value, unit]) => sum + Number(value) * (UNIT_MILLIS[unit!] ?? 0), 0);
}
