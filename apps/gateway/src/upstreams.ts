import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { audienceOf } from '@slipway/auth-verifier';
import { createTokenSource } from '@slipway/auth-verifier/token-source';
import {
  connectTo,
  createCallDurations,
  createCircuitStates,
  createHttpInferenceClient,
  callHeaders,
  exchangeAs,
  withBreaker,
  withRetry,
  withTelemetry,
  type CallOptions,
  type HttpInferenceClientOptions,
  type InferenceClient,
  type OwnToken,
} from '@slipway/inference-client';
import { urlVariable } from '@slipway/deploy-declaration';
import { fail, ok, type Result } from '@slipway/service-problem';
import { StartError } from '@slipway/service-lifecycle';
import type { Telemetry } from '@slipway/service-telemetry';
import type { GatewayConfig } from './settings.ts';

/** A model service that the gateway calls. */
export interface Upstream extends InferenceClient {
  readonly service: string;
  readonly models: readonly string[];
  /** A GET answered with JSON, in the gateway's own name. */
  get(path: string, options: CallOptions): Promise<Result<unknown>>;
  close(): Promise<void>;
}

export function createUpstreams(
  config: GatewayConfig,
  env: Readonly<Record<string, string | undefined>>,
  telemetry: Telemetry,
): readonly Upstream[] {
  const durations = createCallDurations(telemetry.metrics);
  const circuits = createCircuitStates(telemetry.metrics);
  return [...parseModels(config.models)].map(([service, models]) => {
    const variable = urlVariable(service);
    const url = env[variable];
    if (url === undefined || !URL.canParse(url))
      throw new StartError(`${variable}: expected the http URL of ${service}, got "${url ?? ''}"`);
    const { connectionsPerService, maxBodyBytes } = config;
    const connections = connectTo(url, {
      connections: connectionsPerService,
      maxResponseBytes: maxBodyBytes,
    });
    const token = ownToken(config, service, telemetry);
    const { tracing } = telemetry;
    const http = createHttpInferenceClient({ connections, token, tracing, maxTensorBytes: maxBodyBytes });
    circuits.set({ target: service }, 0);
    const onChange = (state: 'open' | 'closed') => {
      circuits.set({ target: service }, state === 'open' ? 1 : 0);
      telemetry.logger.warn({ 'service.target': service }, `circuit ${state}`);
    };
    const client = withTelemetry(withBreaker(withRetry(http), { onChange }), telemetry, durations);
    return {
      service,
      models,
      infer: client.infer,
      get: (path, options) => getJson({ connections, token, tracing }, path, options),
      close: connections.close,
    };
  });
}

/** `a@x b@y c@x` → x: a, c; y: b. */
export function parseModels(text: string): ReadonlyMap<string, readonly string[]> {
  const services = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const entry of text.split(/\s+/).filter(Boolean)) {
    const [model, service, ...rest] = entry.split('@');
    if (!model || !service || rest.length > 0)
      throw new StartError(`SLIPWAY_MODELS: expected model@service, got "${entry}"`);
    if (seen.has(model))
      throw new StartError(`SLIPWAY_MODELS: ${model} is given twice: models have one service each`);
    seen.add(model);
    services.set(service, [...(services.get(service) ?? []), model]);
  }
  return services;
}

const NO_TOKEN: OwnToken = { token: async () => ok(undefined), forget: () => undefined };

/** A service that refuses every token must not make the gateway ask for one at every call. */
const FORGET_COOL_DOWN_MILLIS = 1_000;

/** The gateway calls models as itself, never with the caller's token: each service gets a token for it alone. */
function ownToken(config: GatewayConfig, service: string, { logger }: Telemetry): OwnToken {
  if (config.auth === 'off') return NO_TOKEN;
  const { authUrl, secretsDir, clientId } = config;
  if (authUrl === undefined) throw new StartError('SLIPWAY_URL_AUTH is missing: set it, or SLIPWAY_AUTH=off');
  if (secretsDir === undefined)
    throw new StartError('SLIPWAY_SECRETS_DIR is missing: set it, or SLIPWAY_AUTH=off');
  const source = createTokenSource({
    tokenUrl: `${authUrl}/oauth2/token`,
    clientId,
    clientSecret: () => readFile(join(secretsDir, clientId), 'utf8').then((secret) => secret.trim()),
    resource: audienceOf(service),
    onRenewal: (outcome) => {
      if (!outcome.ok)
        logger.warn({ reason: outcome.reason, 'service.target': service }, 'token not renewed');
    },
  });
  let current: string | undefined;
  let forgottenAt = -Infinity;
  return {
    token: async (signal) => {
      const result = await source.token(signal);
      if (result.ok) current = result.value;
      return result;
    },
    forget: (refused) => {
      if (refused !== current || performance.now() - forgottenAt < FORGET_COOL_DOWN_MILLIS) return;
      forgottenAt = performance.now();
      source.forget();
    },
  };
}

async function getJson(
  { connections, token, tracing }: Omit<HttpInferenceClientOptions, 'maxTensorBytes'>,
  path: string,
  options: CallOptions,
): Promise<Result<unknown>> {
  const headers = callHeaders(options, tracing);
  const answer = await exchangeAs(token, connections.pooled, {
    path,
    method: 'GET',
    headers,
    signal: options.signal,
  });
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status === 404) return fail('unknown-model', 'The model service does not know it');
  if (status === 503 && !path.endsWith('/ready'))
    return fail('overloaded', 'The model service is overloaded', { retryAfterSeconds: 1 });
  if (status !== 200 && status !== 503) return fail('bad-upstream', `The model service answered ${status}`);
  try {
    return ok(JSON.parse(body.toString('utf8')) as unknown);
  } catch {
    return fail('bad-upstream', 'The model service answered no JSON');
  }
}
