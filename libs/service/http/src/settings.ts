import { integer, setting, text, type ConfigOf } from '@slipway/service-config';

/** What every HTTP service can be told about its listener. */
export const httpSettings = {
  host: setting({
    env: 'SLIPWAY_HOST',
    schema: text(),
    default: '127.0.0.1',
    doc: 'Address to listen on; only loopback unless set',
  }),
  port: setting({ env: 'SLIPWAY_PORT', schema: integer(0, 65_535), doc: 'Port to listen on' }),
  headersTimeoutMillis: setting({
    env: 'SLIPWAY_HEADERS_TIMEOUT_MILLIS',
    schema: integer(100, 600_000),
    default: 5_000,
    unit: 'ms',
    doc: 'Time for a client to send all headers, then 408',
  }),
  requestTimeoutMillis: setting({
    env: 'SLIPWAY_REQUEST_TIMEOUT_MILLIS',
    schema: integer(100, 3_600_000),
    default: 30_000,
    unit: 'ms',
    doc: 'Time for a client to send a whole request, then 408',
  }),
  idleTimeoutMillis: setting({
    env: 'SLIPWAY_IDLE_TIMEOUT_MILLIS',
    schema: integer(100, 3_600_000),
    default: 75_000,
    unit: 'ms',
    doc: 'Silence after which a connection is closed, also with a client that does not read its answer',
  }),
  maxBodyBytes: setting({
    env: 'SLIPWAY_MAX_BODY_BYTES',
    schema: integer(1, 2 ** 31),
    default: 64 * 2 ** 20,
    unit: 'bytes',
    doc: 'Largest request body, also after decompression and as tensors, then 413',
  }),
  maxRequestsInFlight: setting({
    env: 'SLIPWAY_MAX_REQUESTS_IN_FLIGHT',
    schema: integer(1, 1_000_000),
    default: 1_000,
    unit: 'requests',
    doc: 'Requests under way at once, then 503 with Retry-After',
  }),
  maxBytesInFlight: setting({
    env: 'SLIPWAY_MAX_BYTES_IN_FLIGHT',
    schema: integer(1, 2 ** 40),
    default: 512 * 2 ** 20,
    unit: 'bytes',
    doc: 'Request bodies held at once, then 503: the heap limit does not bound buffers',
  }),
  drainDelayMillis: setting({
    env: 'SLIPWAY_DRAIN_DELAY_MILLIS',
    schema: integer(0, 600_000),
    default: 1_500,
    unit: 'ms',
    doc: 'How long a stopping service, no longer ready, keeps serving while load balancers learn of it',
  }),
  drainTimeoutMillis: setting({
    env: 'SLIPWAY_DRAIN_TIMEOUT_MILLIS',
    schema: integer(0, 600_000),
    default: 10_000,
    unit: 'ms',
    doc: 'How long requests under way may take to finish during a stop',
  }),
};

export type HttpConfig = ConfigOf<typeof httpSettings>;

/** How long a request may take in all. */
export const deadlineSettings = {
  defaultDeadlineMillis: setting({
    env: 'SLIPWAY_DEFAULT_DEADLINE_MILLIS',
    schema: integer(1, 3_600_000),
    default: 10_000,
    unit: 'ms',
    doc: 'Deadline of a request that names none',
  }),
  maxDeadlineMillis: setting({
    env: 'SLIPWAY_MAX_DEADLINE_MILLIS',
    schema: integer(1, 3_600_000),
    default: 60_000,
    unit: 'ms',
    doc: 'Longest deadline that a request may ask for; longer ones are shortened to it',
  }),
};

export type DeadlineConfig = ConfigOf<typeof deadlineSettings>;
