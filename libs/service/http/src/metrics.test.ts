import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import { Gauge, Registry } from 'prom-client';
import { metricsRoute } from './metrics.ts';

/** The answers to so many requests that come in one piece, and how often the metrics were rendered for them. */
async function scrapeAtOnce(count: number): Promise<{ answers: number; renderings: number }> {
  let renderings = 0;
  const registry = new Registry();
  new Gauge({ name: 'x', help: 'x', registers: [registry], collect: () => void renderings++ });
  const server = createServer(express().use(metricsRoute(registry))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const get = 'GET /metrics HTTP/1.1\r\nHost: x\r\n';
  socket.end(`${`${get}\r\n`.repeat(count - 1)}${get}Connection: close\r\n\r\n`);
  const received = await text(socket);
  server.close();
  return { answers: received.split('HTTP/1.1 200 OK').length - 1, renderings };
}

it('renders once for those who ask at once, and answers all', async () => {
  expect(await scrapeAtOnce(1)).toEqual({ answers: 1, renderings: 1 });
  const { answers, renderings } = await scrapeAtOnce(100);
  expect(answers).toBe(100);
  expect(renderings).toBeLessThan(10);
});
