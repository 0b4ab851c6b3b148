import { catalogue, problem, toOipBody, toProblemDetails } from './index.ts';

describe('a problem', () => {
  it('becomes the error body of the Open Inference Protocol', () => {
    expect(toOipBody(problem('invalid-tensor', 'too short'))).toEqual({ error: 'too short' });
  });

  it('becomes RFC 9457 problem details with status and title of the catalogue', () => {
    expect(toProblemDetails(problem('rate-limited', 'slow down'), 'abc')).toEqual({
      type: 'urn:slipway:problem:rate-limited',
      title: 'Rate limit exceeded',
      status: 429,
      detail: 'slow down',
      traceId: 'abc',
    });
  });

  it('keeps its body below 1 KB however long the detail is', () => {
    expect(
      Buffer.byteLength(JSON.stringify(toOipBody(problem('internal', 'é'.repeat(100_000))))),
    ).toBeLessThan(1024);
  });
});

describe('the catalogue', () => {
  it.each(Object.entries(catalogue))(
    '%s has an HTTP error status and is retryable only where waiting can help',
    (_, entry) => {
      expect(entry.status).toBeGreaterThanOrEqual(400);
      if (entry.retryable) expect([408, 429, 499, 502, 503, 504]).toContain(entry.status);
    },
  );
});
