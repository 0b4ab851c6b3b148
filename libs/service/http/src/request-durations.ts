import { Histogram, type Registry } from 'prom-client';

const NAME = 'http_server_request_duration_seconds';

const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** The histogram of all requests of a service, whoever comes to observe one first. */
export const requestDurations = (registry: Registry): Histogram =>
  (registry.getSingleMetric(NAME) as Histogram | undefined) ??
  new Histogram({
    name: NAME,
    help: 'Time from the first header to the last byte of the answer',
    labelNames: ['http_request_method', 'http_route', 'http_response_status_code'],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  });
