import {
  decodeInferRequest,
  encodeInferResponse,
  parseTimeoutParameter,
  requestRows,
} from '@slipway/inference-protocol';
import { deadline, requestContext, type BodyLimits } from '@slipway/service-http';
import { fail, ok, type Result } from '@slipway/service-problem';
import type { RequestHandler } from 'express';
import { modelOf, scopeOf, valueOf } from './request.ts';
import type { InferenceService } from './service.ts';

const NOTHING = new Uint8Array();

/** Bytes → request → answer → bytes. */
export function inferHandler(service: InferenceService, { maxBodyBytes }: BodyLimits): RequestHandler {
  return async (req, res) => {
    const model = modelOf(req);
    const { logFields } = requestContext(res);
    logFields['slipway.model.name'] = model.name.slice(0, 64);

    const body: Uint8Array = Buffer.isBuffer(req.body) ? req.body : NOTHING;
    valueOf(checkJsonLength(req.get('inference-header-content-length'), body));
    const request = valueOf(decodeInferRequest(body, { maxTensorBytes: maxBodyBytes }));
    logFields['slipway.model.rows'] = requestRows(request);

    const timeoutMillis = valueOf(parseTimeoutParameter(request.parameters));
    if (timeoutMillis !== undefined) deadline(res).shorten(timeoutMillis);

    const response = valueOf(await service.infer(model, request, scopeOf(res)));
    res.type('application/json').send(valueOf(encodeInferResponse(response)));
  };
}

/** The header says how much of the body is JSON. All of it is, as long as binary tensors are not served. */
const checkJsonLength = (header: string | undefined, body: Uint8Array): Result<undefined> =>
  header === undefined || header === String(body.length)
    ? ok(undefined)
    : fail(
        'invalid-header',
        'Inference-Header-Content-Length is not the length of the body, and binary tensors are not served here: send JSON data',
      );
