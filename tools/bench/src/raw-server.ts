// The raw limit: the same model behind Node's bare HTTP server and JSON.parse, with nothing checked and nothing observed.
import { createServer } from 'node:http';
import ort from 'onnxruntime-node';

const [port, model] = process.argv.slice(2);
const session = await ort.InferenceSession.create(model!, { intraOpNumThreads: 1, interOpNumThreads: 1 });

createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', async () => {
    if (req.method === 'GET') return void res.end();
    const { id, inputs } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const [{ data, shape }] = inputs;
    const answer = await session.run({ image: new ort.Tensor('float32', Float32Array.from(data), shape) });
    const { dims, data: scores } = answer.probabilities!;
    const outputs = [
      { name: 'probabilities', datatype: 'FP32', shape: dims, data: Array.from(scores as Float32Array) },
    ];
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify({ model_name: 'digits-cnn', model_version: '1', id, outputs }));
  });
}).listen(Number(port), '127.0.0.1');
