import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAuthGuard } from '@slipway/auth-verifier';
import { createRequestMetrics } from '@slipway/inference-metrics';
import { readConfig } from '@slipway/service-config';
import { createReadiness } from '@slipway/service-lifecycle';
import { createRecordedTelemetry } from '@slipway/service-telemetry/testing';
import type { Express } from 'express';
import { createGatewayApp } from '../app.ts';
import { readEnsembles } from '../ensembles.ts';
import { createGatewayService } from '../gateway-service.ts';
import { gatewaySettings } from '../settings.ts';
import { createUpstreams } from '../upstreams.ts';

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** Answers a request whose body has been read. */
export type Behaviour = (req: IncomingMessage, res: ServerResponse, body: { readonly id?: string }) => void;

/** A model service that answers every question alike. */
async function modelService(behave: Behaviour): Promise<string> {
  const server = createServer((req, res) => {
    let text = '';
    req.on('data', (chunk) => (text += String(chunk)));
    req.on('end', () => behave(req, res, text === '' ? {} : JSON.parse(text)));
  });
  return listening(server);
}

export async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => (server.closeAllConnections(), server.close()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers every inference with one row in which one digit wins. */
export const answering =
  (model: string, output: string, winner: number): Behaviour =>
  (_req, res, { id }) => {
    const data = Array.from({ length: 10 }, (_, digit) => (digit === winner ? 0.9 : 0.01));
    const outputs = [{ name: output, datatype: 'FP32', shape: [1, 10], data }];
    res.end(JSON.stringify({ model_name: model, model_version: '1', id, outputs }));
  };
/** A gateway over two model services that behave as told. */
export async function gateway(
  onnx: Behaviour,
  tfjs: Behaviour,
  env: Record<string, string> = {},
): Promise<Express> {
  const all = {
    SLIPWAY_PORT: '0',
    SLIPWAY_AUTH: 'off',
    SLIPWAY_MODELS: 'digits-cnn@digits-onnx digits-mlp@digits-tfjs',
    SLIPWAY_URL_DIGITS_ONNX: await modelService(onnx),
    SLIPWAY_URL_DIGITS_TFJS: await modelService(tfjs),
    ...env,
  };
  const read = readConfig(gatewaySettings, all);
  if (!read.ok) throw new Error(read.errors.join());
  const { config } = read;
  const telemetry = createRecordedTelemetry();
  const guarded = createAuthGuard(config, { host: config.host, service: 'gateway', telemetry });
  if (!guarded.ok) throw new Error(guarded.errors.join());
  const upstreams = createUpstreams(config, all, telemetry);
  closing.push(() => upstreams.forEach((upstream) => void upstream.close()));
  const ensembles = await readEnsembles(
    new URL('.', import.meta.url).pathname,
    new Set(['digits-cnn', 'digits-mlp']),
  );
  const readiness = createReadiness();
  const metrics = createRequestMetrics(telemetry.metrics);
  const service = createGatewayService({
    version: '0',
    ensembles,
    upstreams,
    metrics,
    ready: readiness.ready,
  });
  return createGatewayApp({ config, telemetry, readiness, guard: guarded.guard, service });
}
