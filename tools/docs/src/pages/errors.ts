import { catalogue, problem, toOipBody, toProblemDetails, type ProblemCode } from '@slipway/service-problem';
import { code, referencePage, table, type Page } from '../page.ts';

const EXAMPLE = problem('unknown-model', "Request for unknown model: 'digit' is not found");

export function errorsPage(): Page {
  const rows = Object.entries(catalogue)
    .sort(([, a], [, b]) => a.status - b.status)
    .map(([name, { status, title, retryable, explanation }]) => [
      code(name as ProblemCode),
      String(status),
      title,
      retryable ? 'yes' : 'no',
      explanation,
    ]);
  return referencePage('errors', 'libs/service/problem/src/catalogue.ts', [
    '# Errors',
    '',
    'Every error that a service answers with is in this table. **Again** says whether the same request may succeed later unchanged; an answer of 429 or 503 carries `Retry-After` in seconds. The detail in the body says what exactly was wrong; a body stays below 1 KB and holds no stack, no secret and no token.',
    '',
    table(['code', 'status', 'title', 'again', 'what it means, what to do'], rows),
    '',
    'The access line of a failed request has the code as `error.code`, and the span of a failed call to a model as its status message.',
    '',
    '## Two forms on the wire',
    '',
    'Paths under `/v2` answer as the Open Inference Protocol has it (`application/json`):',
    '',
    '```json',
    JSON.stringify(toOipBody(EXAMPLE)),
    '```',
    '',
    'Every other path answers problem details (RFC 9457, `application/problem+json`):',
    '',
    '```json',
    JSON.stringify(toProblemDetails(EXAMPLE, '4bf92f3577b34da6a3ce929d0e0e4736'), undefined, 2),
    '```',
    '',
    'Bytes that are no HTTP request, or that come too slowly, never reach a route: they are answered in the first form and the connection is closed. The token endpoints under `/oauth2` answer the errors of OAuth 2 (RFC 6749), `{"error": …, "error_description": …}`.',
  ]);
}
