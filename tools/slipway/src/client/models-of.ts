import type { Stack } from '../stack/stack.ts';
import { authorize } from './authorize.ts';
import { bearer } from './request.ts';

export interface ModelStatus {
  readonly name: string;
  readonly version: string | undefined;
  readonly digest: string | undefined;
}

/** Who may read the metadata of every model. */
const READER = 'operator';
const TIMEOUT_MILLIS = 3_000;

/** Models of a service; an empty list where they cannot be had, since a status must come in any case. */
export async function modelsOf(stack: Stack, service: string): Promise<ModelStatus[]> {
  try {
    const token = await authorize(stack, { client: READER, audience: service });
    const options = { headers: bearer(token), timeoutMillis: TIMEOUT_MILLIS };
    const { body } = await stack.ask(service, '/v2/models', options);
    const { models = [] } = body as { models?: string[] };
    const answers = await Promise.all(
      models.map((model) => stack.ask(service, `/v2/models/${model}`, options)),
    );
    return answers.map((answer, index) => toModelStatus(models[index] ?? '', answer.body as Metadata));
  } catch {
    return [];
  }
}

interface Metadata {
  readonly versions?: readonly string[];
  readonly parameters?: { readonly digest?: string };
}

const toModelStatus = (name: string, { versions, parameters }: Metadata): ModelStatus => ({
  name,
  version: versions?.at(-1),
  digest: parameters?.digest,
});
