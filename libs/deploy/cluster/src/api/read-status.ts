import { listOf, numberOf, textOf } from '@slipway/deploy-plan';
import { ClusterError, type ClusterErrorKind } from '../cluster-error.ts';
import type { Api, ApiAnswer, ApiCall } from './api.ts';

/** What the server says of a call that it did not carry out. */
export interface StatusAnswer {
  readonly code: number;
  /** As `NotFound`, `AlreadyExists`, `Conflict`, `Invalid`. */
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly { readonly reason: string; readonly message: string; readonly field: string }[];
}

export function readStatus({ status, text }: ApiAnswer): StatusAnswer {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  return {
    code: numberOf(body, 'code') ?? status,
    reason: textOf(body, 'reason') ?? '',
    message: textOf(body, 'message') ?? text.slice(0, 300),
    causes: listOf(body, 'details', 'causes').map((cause) => ({
      reason: textOf(cause, 'reason') ?? '',
      message: textOf(cause, 'message') ?? '',
      field: textOf(cause, 'field') ?? '',
    })),
  };
}

/** The error for an answer that nobody expected. */
export function refusalOf({ server, context }: Api, { doing }: ApiCall, answer: ApiAnswer): ClusterError {
  const { code, message } = readStatus(answer);
  const where = `${server} (context ${context})`;
  if (code === 401)
    return new ClusterError(
      'forbidden',
      `The API server ${where} does not know who asks to ${doing}: renew the credentials of this context`,
    );
  const kind = kindOf(code, message);
  const hint = kind === 'forbidden' ? '; the role it needs is in k8s/cluster' : '';
  return new ClusterError(kind, `Could not ${doing}: ${message.trim()}${hint} (${code} from ${where})`);
}

/** Who refuses for the object's sake also answers 403, as one does who refuses for the asker's. */
const POLICY =
  /exceeded quota|violates PodSecurity|ValidatingAdmissionPolicy|admission webhook .* denied|no params found for policy binding/;

function kindOf(code: number, message: string): ClusterErrorKind {
  if (POLICY.test(message)) return 'refused';
  if (code === 403) return 'forbidden';
  if (code === 409) return 'conflict';
  if (code === 400 || code === 422) return 'invalid';
  return code === 429 || code >= 500 ? 'unavailable' : 'failed';
}
