/** A server in place of the token service: ready, and its keys are in turn no JSON, none at all, and late. */
const GARBLED_KEYS = `
  let fetches = 0;
  const answer = (res, body) => res.setHeader('content-type', 'application/json').end(body);
  require('node:http').createServer((req, res) => {
    if (req.url.endsWith('z')) return answer(res, '{}');
    if (req.url === '/fetches') return answer(res, String(fetches));
    if (!req.url.includes('jwks')) return res.writeHead(500).end();
    const body = ['{"keys": [{"kty":', '{"keys": []}', '{"keys": []}'][fetches % 3];
    setTimeout(() => answer(res, body), fetches++ % 3 === 2 ? 10_000 : 0);
  }).listen(8090);
  process.on('SIGTERM', () => process.exit());`;

/** Lines of a Dockerfile over the image of the token service. */
export const garbledKeysLines = `CMD ${JSON.stringify(['-e', GARBLED_KEYS])}`;

/** A script for Node in a pod of it that prints how often keys were asked for. */
export const COUNT_FETCHES = `
  console.log(await (await fetch('http://127.0.0.1:8090/fetches')).text());`;
