import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the stand-in answers an infer request. */
export type FakeMode =
  | 'right'
  | 'bad-json'
  | 'wrong-shape'
  | 'wrong-classes'
  | 'wrong-id'
  | 'wrong-model'
  | 'truncated'
  | 'reset'
  | 'silent';

/** A model server on 127.0.0.1 that misbehaves as a test asks; it stands for `digits-mlp`. */
export interface FakeModel {
  readonly url: string;
  behave(mode: FakeMode): void;
  /** Infer requests that have come. */
  readonly hits: () => number;
  /** Those whose caller left before the answer. */
  readonly abandoned: () => number;
  close(): Promise<void>;
}

const CLASSES = 10;

export async function startFakeModel(): Promise<FakeModel> {
  const state = { mode: 'right' as FakeMode, hits: 0, abandoned: 0 };
  const server = createServer((req, res) => {
    if (req.method === 'GET') return sendJson(res, { name: 'digits-mlp', ready: true });
    state.hits++;
    res.once('close', () => void (res.writableFinished || state.abandoned++));
    readJson(req).then(
      (request) => answer(res, state.mode, request),
      () => res.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behave: (mode) => void (state.mode = mode),
    hits: () => state.hits,
    abandoned: () => state.abandoned,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface FakeRequest {
  readonly id?: string;
  readonly inputs: readonly { readonly shape: readonly number[] }[];
}

function answer(res: ServerResponse, mode: FakeMode, { id, inputs }: FakeRequest): void {
  const rows = inputs[0]?.shape[0] ?? 1;
  const classes = mode === 'wrong-classes' ? CLASSES - 1 : CLASSES;
  const data = Array.from({ length: rows * classes }, (_, index) => (index % classes === 2 ? 1 : 0));
  const shape = mode === 'wrong-shape' ? [rows, classes + 1] : [rows, classes];
  const body = {
    model_name: mode === 'wrong-model' ? 'another' : 'digits-mlp',
    model_version: '1',
    ...(id !== undefined && { id: mode === 'wrong-id' ? `${id}x` : id }),
    outputs: [{ name: 'scores', datatype: 'FP32', shape, data }],
  };
  if (mode === 'silent') return;
  if (mode === 'reset') return void res.socket?.resetAndDestroy();
  if (mode === 'bad-json') return void res.end('{"outputs":[');
  if (mode !== 'truncated') return sendJson(res, body);
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
  res.write(JSON.stringify(body), () => res.socket?.destroy());
}

async function readJson(req: IncomingMessage): Promise<FakeRequest> {
  let text = '';
  for await (const chunk of req) text += String(chunk);
  return JSON.parse(text) as FakeRequest;
}

const sendJson = (res: ServerResponse, body: unknown): void =>
  void res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
