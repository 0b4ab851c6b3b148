/** One container of a Compose project, as the engine tells of it. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  /** Hash of the configuration that it was made from. */
  readonly configHash: string;
  /** Id of its image, `sha256:…`. */
  readonly image: string;
  readonly state: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';
  /** Undefined where the image has no health check. */
  readonly health: 'starting' | 'healthy' | 'unhealthy' | undefined;
  readonly exitCode: number;
  /** Whether the system ended a process of it that wanted more memory than the limit. */
  readonly outOfMemory: boolean;
  /** On the engine's machine; undefined where it does not run. */
  readonly pid: number | undefined;
  /** How often the engine has restarted it. */
  readonly restarts: number;
  readonly startedAt: string;
  /** Its environment, which holds no secret: those are files. */
  readonly env: Readonly<Record<string, string>>;
  /** What its image says of itself: revision, version, model digests. */
  readonly labels: Readonly<Record<string, string>>;
  /** Names of the networks that it is in. */
  readonly networks: readonly string[];
}

/** What a service's containers should be. */
export interface Wanted {
  readonly service: string;
  readonly configHash: string;
  readonly image: string;
  readonly replicas: number;
  /** It holds a port of the host, or data, so that none can be started beside another. */
  readonly alone?: boolean;
}

export const isCurrent = (container: Container, wanted: Wanted): boolean =>
  container.configHash === wanted.configHash && container.image === wanted.image;

/** Alive, or to be restarted by the engine. */
export const isRunning = ({ state }: Container): boolean => state === 'running' || state === 'restarting';

/** Answers now, as far as the engine knows: what has no health check counts as healthy while it runs. */
export const isServing = ({ state, health }: Container): boolean =>
  state === 'running' && (health === 'healthy' || health === undefined);
