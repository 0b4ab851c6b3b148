/** What is fixed about an error: everything else is said in its detail. */
export interface CatalogueEntry {
  readonly status: number;
  readonly title: string;
  /** Whether the same request may succeed later without being changed. */
  readonly retryable: boolean;
  /** For the error reference: what it means and what to do. */
  readonly explanation: string;
}

const entry = (status: number, title: string, retryable: boolean, explanation: string): CatalogueEntry => ({
  status,
  title,
  retryable,
  explanation,
});

/** Every error that a service of ours answers with. `docs/reference/errors.md` is generated from it. */
export const catalogue = {
  'malformed-http': entry(
    400,
    'Malformed HTTP request',
    false,
    'The bytes are not a valid HTTP/1.1 request.',
  ),
  'invalid-json': entry(
    400,
    'Invalid JSON',
    false,
    'The body is not strict JSON: check syntax, duplicate keys and depth.',
  ),
  'invalid-request': entry(
    400,
    'Invalid request',
    false,
    'The body is JSON, but not a request of this endpoint.',
  ),
  'invalid-tensor': entry(
    400,
    'Invalid tensor',
    false,
    'A tensor does not fit its own declaration or the model: see GET /v2/models/M.',
  ),
  'invalid-header': entry(400, 'Invalid header', false, 'A request header has a value outside its range.'),
  'corrupt-encoding': entry(
    400,
    'Corrupt encoding',
    false,
    'The body cannot be decompressed as Content-Encoding says.',
  ),
  'too-many-chunks': entry(
    400,
    'Too many chunks',
    false,
    'The body came in more pieces than allowed: send larger chunks.',
  ),
  unauthenticated: entry(
    401,
    'Authentication required',
    false,
    'No valid access token: ask the token endpoint for a new one.',
  ),
  'invalid-client': entry(
    401,
    'Invalid client',
    false,
    'The client id or secret is wrong, or the client is disabled.',
  ),
  'insufficient-scope': entry(
    403,
    'Insufficient scope',
    false,
    'The token is valid but lacks the scope that this call needs.',
  ),
  'not-found': entry(404, 'Not found', false, 'There is nothing at this path.'),
  'unknown-model': entry(
    404,
    'Unknown model',
    false,
    'No such model or version is served here: see GET /v2/models.',
  ),
  'method-not-allowed': entry(
    405,
    'Method not allowed',
    false,
    'The path exists; the Allow header lists its methods.',
  ),
  'not-acceptable': entry(406, 'Not acceptable', false, 'The Accept header excludes application/json.'),
  'request-timeout': entry(408, 'Request timeout', true, 'The request did not arrive completely in time.'),
  conflict: entry(409, 'Conflict', false, 'It exists already, or has changed meanwhile.'),
  'payload-too-large': entry(
    413,
    'Payload too large',
    false,
    'The body, decompressed, or its tensors exceed the limit of this server.',
  ),
  'unsupported-media-type': entry(
    415,
    'Unsupported media type',
    false,
    'Send application/json (curl: -H "Content-Type: application/json").',
  ),
  'unsupported-encoding': entry(
    415,
    'Unsupported content encoding',
    false,
    'Send the body plain, or with gzip or deflate.',
  ),
  'expectation-failed': entry(417, 'Expectation failed', false, 'Only Expect: 100-continue is known.'),
  'rate-limited': entry(
    429,
    'Rate limit exceeded',
    true,
    'This client is over its rate: wait as long as Retry-After says.',
  ),
  'headers-too-large': entry(
    431,
    'Header fields too large',
    false,
    'Request line and headers together may have 16 KiB.',
  ),
  'client-closed': entry(
    499,
    'Client closed request',
    true,
    'The client left before the answer; it is seen in logs only.',
  ),
  internal: entry(500, 'Internal error', false, 'A defect of ours: report it with the trace id.'),
  'non-finite-output': entry(
    500,
    'Non-finite output',
    false,
    'The model answered NaN or infinity, which JSON cannot carry.',
  ),
  'inference-failed': entry(
    500,
    'Inference failed',
    false,
    'The runtime could not execute the model on this valid input.',
  ),
  'not-implemented': entry(
    501,
    'Not implemented',
    false,
    'This server does not know this transfer coding or extension.',
  ),
  'bad-upstream': entry(
    502,
    'Bad upstream answer',
    true,
    'A model service answered something that is no valid answer.',
  ),
  unavailable: entry(
    503,
    'Service unavailable',
    true,
    'A needed service cannot be reached or is not ready: try again.',
  ),
  overloaded: entry(
    503,
    'Overloaded',
    true,
    'More work is under way than this server takes: wait as Retry-After says.',
  ),
  'keys-unavailable': entry(
    503,
    'Keys unavailable',
    true,
    'The key set of the issuer cannot be had, so no token can be judged.',
  ),
  'deadline-exceeded': entry(
    504,
    'Deadline exceeded',
    true,
    'No answer within the deadline: allow more time or send less.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

export type ProblemCode = keyof typeof catalogue;
