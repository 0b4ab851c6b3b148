/** How long a row takes, and how many a replica works on at once: twenty rows a second. */
const ROW_MILLIS = 200;
const ROWS_AT_ONCE = 4;
export const CAPACITY_PER_SECOND = (ROWS_AT_ONCE * 1000) / ROW_MILLIS;

const TOKEN = 'a-token-of-the-test';

/** A model service that waits in the place of computing, so that only rows in flight can tell that it is busy. */
export const modelProgram = `
const { createServer } = require('node:http');
const waiting = [];
let [pending, working] = [0, 0];
function next() {
  if (working === ${ROWS_AT_ONCE} || waiting.length === 0) return;
  const answer = waiting.shift();
  working++;
  setTimeout(() => { working--; pending--; answer.end(process.env.HOSTNAME); next(); }, ${ROW_MILLIS});
}
const server = createServer((request, answer) => {
  if (request.url === '/metrics') {
    if (request.headers.authorization !== 'Bearer ${TOKEN}') return answer.writeHead(401).end();
    return answer.end('# TYPE slipway_model_pending_rows gauge\\nslipway_model_pending_rows{model="m"} ' + pending + '\\n');
  }
  if (request.url !== '/infer') return answer.end('ready');
  pending++;
  waiting.push(answer);
  next();
});
server.listen(8081);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`;

/** A token service that knows one client; its secret is in the environment. */
export const tokenProgram = `
const { createServer } = require('node:http');
const known = 'Basic ' + Buffer.from('prometheus:' + process.env.SECRET).toString('base64');
const body = { access_token: '${TOKEN}', token_type: 'Bearer', expires_in: 300 };
createServer((request, answer) => {
  if (request.url !== '/oauth2/token') return answer.end('ready');
  let form = '';
  request.on('data', (chunk) => (form += chunk)).on('end', () => {
    const asked = new URLSearchParams(form);
    const isGood = request.headers.authorization === known && asked.get('scope') === 'metrics:read'
      && asked.get('resource') === 'urn:slipway:service:digits-onnx';
    answer.writeHead(isGood ? 200 : 401, { 'content-type': 'application/json' });
    answer.end(JSON.stringify(isGood ? body : { error: 'invalid_client' }));
  });
}).listen(8090);
process.on('SIGTERM', () => process.exit(0));
`;
