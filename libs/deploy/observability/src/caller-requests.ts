/** How long each request took, by route and status; OpenTelemetry's name as Prometheus writes it. */
export const DURATIONS = 'http_server_request_duration_seconds';
/** What platforms and monitors ask, and bytes that are no request: neither comes from callers. */
export const NOT_CALLERS = '/livez|/readyz|/metrics|/v2/health/.*|unparsed';
