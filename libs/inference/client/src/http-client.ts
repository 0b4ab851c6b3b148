import type { ModelCall } from '@slipway/inference-ensemble';
import { decodeInferResponse, encodeInferRequest, type InferResponse } from '@slipway/inference-protocol';
import { fail, ok, type ProblemCode, type Result } from '@slipway/service-problem';
import type { Tracing } from '@slipway/service-telemetry';
import { callHeaders } from './call-headers.ts';
import type { InferenceClient } from './client.ts';
import type { Connections } from './connections/connect-to.ts';
import { exchangeAs, type OwnToken } from './own-token.ts';
import type { HttpAnswer } from './transport.ts';

export interface HttpInferenceClientOptions {
  /** To the model service. */
  readonly connections: Pick<Connections, 'pooled' | 'fresh'>;
  readonly token: OwnToken;
  readonly tracing: Pick<Tracing, 'inject'>;
  /** Largest answer, in bytes of tensors. */
  readonly maxTensorBytes: number;
}

/** Asks a model server by the Open Inference Protocol over HTTP. */
export function createHttpInferenceClient(options: HttpInferenceClientOptions): InferenceClient {
  const { pooled, fresh } = options.connections;
  return {
    async infer(call, context) {
      const answer = await exchangeAs(options.token, context.fresh ? fresh : pooled, {
        path: inferPath(call),
        method: 'POST',
        headers: { 'content-type': 'application/json', ...callHeaders(context, options.tracing) },
        body: encodeInferRequest(call.request),
        signal: context.signal,
      });
      return answer.ok ? readAnswer(call, answer.value, options) : answer;
    },
  };
}

function inferPath({ model, version }: ModelCall): string {
  const versioned = version === undefined ? '' : `/versions/${encodeURIComponent(version)}`;
  return `/v2/models/${encodeURIComponent(model)}${versioned}/infer`;
}

function readAnswer(
  call: ModelCall,
  answer: HttpAnswer,
  limits: { maxTensorBytes: number },
): Result<InferResponse> {
  if (answer.status !== 200) return failureOf(answer);
  const decoded = decodeInferResponse(answer.body, limits);
  if (!decoded.ok) return decoded;
  const { modelName, modelVersion, id } = decoded.value;
  // An answer to another question is worse than none: it would be averaged in silence.
  const isOfModel = modelName === call.model && (call.version === undefined || modelVersion === call.version);
  if (!isOfModel || (call.request.id !== undefined && id !== call.request.id))
    return fail('bad-upstream', 'The answer is that of another request');
  return ok(decoded.value);
}

/** What each status of a model server means to its caller. Others are defects of the server. */
const CODES: Readonly<Record<number, ProblemCode>> = {
  400: 'invalid-tensor',
  404: 'unknown-model',
  408: 'unavailable',
  413: 'payload-too-large',
  429: 'overloaded',
  503: 'overloaded',
  504: 'deadline-exceeded',
};

function failureOf({ status, headers, body }: HttpAnswer): Result<never> {
  const code = CODES[status] ?? 'bad-upstream';
  const retryAfterSeconds = Number(headers['retry-after'] ?? Number.NaN);
  return fail(code, errorText(body) ?? `The service answered ${status}`, {
    ...(retryAfterSeconds > 0 && { retryAfterSeconds }),
  });
}

function errorText(body: Buffer): string | undefined {
  try {
    const { error } = JSON.parse(body.toString('utf8')) as { error?: unknown };
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}
