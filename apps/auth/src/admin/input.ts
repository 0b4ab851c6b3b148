import { problem, ProblemError, type Result } from '@slipway/service-problem';
import type { Request } from 'express';
import type { z } from 'zod';

/** The body as the schema has it; no body is an empty object. Throws a `ProblemError` that names the place. */
export function parseBody<T>(schema: z.ZodType<T>, { body }: Pick<Request, 'body'>): T {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const parsed = schema.safeParse(bytes.length === 0 ? {} : parseJson(bytes));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ProblemError(
    problem('invalid-request', `${issue?.path.join('.') || 'the body'}: ${issue?.message}`),
  );
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ProblemError(problem('invalid-json', 'The body is not JSON.'));
  }
}

export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ProblemError(result.problem);
}
