// What our servers cost beside the raw limit, in one run: `node tools/bench/src/main.ts [--requests N] [--rounds N]`.
// Absolute figures are those of this machine at this moment; the ratios are what to compare.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measure, type Measured } from './load.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '3000' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '8' },
    rows: { type: 'string', default: '1' },
  },
});
const root = fileURLToPath(new URL('../../..', import.meta.url));
const ports = { raw: 28_080, model: 28_081, tfjs: 28_082, gateway: 28_083 };
const modelFile = `${root}apps/digits-onnx/models/digits-cnn/1/model.onnx`;
const quiet = {
  SLIPWAY_AUTH: 'off',
  SLIPWAY_LOG_LEVEL: 'info',
  SLIPWAY_RATE_PER_SECOND: '1000000',
  SLIPWAY_RATE_BURST: '1000000',
};

const start = (file: string, args: readonly string[], env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [`${root}${file}`, ...args], {
    env: { ...process.env, ...quiet, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });

const service = (name: string, port: number, env: Record<string, string> = {}) =>
  start(`apps/${name}/src/main.ts`, [], { SLIPWAY_PORT: String(port), ...env });

async function answers(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.status < 600,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Nothing answers on port ${port}`);
}

function requestBody(rows: number): string {
  const lines = readFileSync(`${root}data/digits/held-out.csv`, 'utf8')
    .trim()
    .split('\n')
    .slice(1, rows + 1);
  const data = lines.flatMap((line) => line.split(',').slice(2).map(Number));
  return JSON.stringify({
    id: '1',
    inputs: [{ name: 'image', datatype: 'FP32', shape: [rows, 8, 8, 1], data }],
  });
}

const processes = [
  start('tools/bench/src/raw-server.ts', [String(ports.raw), modelFile], {}),
  service('digits-onnx', ports.model),
  service('digits-tfjs', ports.tfjs),
  service('gateway', ports.gateway, {
    SLIPWAY_MODELS: 'digits-cnn@digits-onnx digits-mlp@digits-tfjs',
    SLIPWAY_URL_DIGITS_ONNX: `http://127.0.0.1:${ports.model}`,
    SLIPWAY_URL_DIGITS_TFJS: `http://127.0.0.1:${ports.tfjs}`,
  }),
];
try {
  await Promise.all(Object.values(ports).map(answers));
  const body = requestBody(Number(values.rows));
  const targets = {
    'raw node:http + onnxruntime': { port: ports.raw, path: '/' },
    'digits-onnx (model server)': { port: ports.model, path: '/v2/models/digits-cnn/infer' },
    'gateway → digits-onnx': { port: ports.gateway, path: '/v2/models/digits-cnn/infer' },
    'gateway, ensemble of two': { port: ports.gateway, path: '/v2/models/digits/infer' },
  };
  const results = new Map<string, Measured[]>();
  for (let round = 0; round <= Number(values.rounds); round++) {
    for (const [name, { port, path }] of Object.entries(targets)) {
      const url = `http://127.0.0.1:${port}`;
      const measured = await measure({
        url,
        path,
        body,
        connections: Number(values.connections),
        requests: Number(values.requests),
      });
      // The first round warms up.
      if (round > 0) results.set(name, [...(results.get(name) ?? []), measured]);
    }
    process.stderr.write(`round ${round} of ${values.rounds}\n`);
  }
  report(results);
} finally {
  for (const child of processes) {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

function report(results: ReadonlyMap<string, readonly Measured[]>): void {
  const median = (numbers: readonly number[]) =>
    [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
  const rate = (measured: readonly Measured[]) =>
    median(measured.map(({ requestsPerSecond }) => requestsPerSecond));
  const [raw] = results.values();
  console.log(
    '| server | requests/s | of the raw limit | p50 ms | p99 ms |\n| --- | --- | --- | --- | --- |',
  );
  for (const [name, measured] of results) {
    const p50 = median(measured.map(({ p50Millis }) => p50Millis)).toFixed(2);
    const p99 = median(measured.map(({ p99Millis }) => p99Millis)).toFixed(2);
    const share = ((rate(measured) / rate(raw!)) * 100).toFixed(0);
    console.log(`| ${name} | ${rate(measured).toFixed(0)} | ${share} % | ${p50} | ${p99} |`);
  }
}
