import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { connectTo } from '@slipway/inference-client';
import { limitDuration, observeRequests, writeErrors } from '@slipway/service-http';
import { createRecordedTelemetry } from '@slipway/service-telemetry/testing';
import express from 'express';
import request from 'supertest';
import { authRoutes } from './auth-proxy.ts';
import { listening } from './testing/test-gateway.ts';

/** The public token endpoints over a token service that notes the forms that it gets. */
async function proxy() {
  const forms: string[] = [];
  const service = createServer((req, res) => {
    let form = '';
    req.on('data', (chunk) => (form += String(chunk)));
    req.on('end', () => (forms.push(form), res.end('{}')));
  });
  const connections = connectTo(await listening(service));
  const telemetry = createRecordedTelemetry();
  const app = express();
  app.use(observeRequests(telemetry));
  app.use(limitDuration({ defaultDeadlineMillis: 5_000, maxDeadlineMillis: 5_000 }));
  app.use(authRoutes(connections, telemetry.tracing));
  app.use(writeErrors(telemetry.logger));
  return { app, forms, close: connections.close };
}

describe('the public token endpoint', () => {
  it('passes a form on as it came, and none that is too long to be one', async () => {
    const { app, forms, close } = await proxy();
    await request(app).post('/oauth2/token').type('form').send({ grant_type: 'a' }).expect(200);
    await request(app).post('/oauth2/token').type('form').send('x'.repeat(70_000)).expect(413);
    await request(app).post('/oauth2/token').set('content-encoding', 'br').send('x').expect(415);
    expect(forms).toEqual(['grant_type=a']);
    await close();
  });

  it('does not wait longer for a form than its deadline', async () => {
    const { app, forms, close } = await proxy();
    const socket = connect(Number(new URL(await listening(createServer(app))).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    const head = ['POST /oauth2/token HTTP/1.1', 'Host: a', 'Content-Length: 99', 'x-request-timeout-ms: 50'];
    socket.write(`${head.join('\r\n')}\r\n\r\ngrant_type=`);
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 504 /);
    expect(forms).toEqual([]);
    await close();
  });
});
