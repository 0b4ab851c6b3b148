import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requestOk } from './request.ts';

let server: Server;
let origin = '';

/** Answers with the status that its path names. */
beforeAll(async () => {
  server = createServer((req, res) => {
    res.statusCode = Number(req.url?.slice(1));
    res.end('{"title":"Not so"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('a refusal by a service', () => {
  it.each([
    [400, 'usage'],
    [404, 'usage'],
    [401, 'failed'],
    [409, 'failed'],
    [500, 'failed'],
    [503, 'unavailable'],
  ])('with status %i ends the command as %s', async (status, reason) => {
    await expect(requestOk(`${origin}/${status}`, { service: 'auth' })).rejects.toMatchObject({
      reason,
      message: `auth answered ${status}: Not so`,
    });
  });
});

it('no answer at all ends the command as unavailable', async () => {
  await expect(requestOk('http://127.0.0.1:1/', { service: 'auth' })).rejects.toMatchObject({
    reason: 'unavailable',
    message: expect.stringContaining('auth does not answer'),
  });
});
