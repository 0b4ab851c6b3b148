import { call, infer, labels } from '../call.ts';
import type { Stack } from '../substrate/substrate.ts';
import { until } from '../until.ts';
import { itNeeds } from './behaviour.ts';

/** A service gone, and what its callers get meanwhile and afterwards. */
export function failingBehaviours(stack: () => Stack): void {
  const ask = (client: string) =>
    infer(stack(), {
      token: stack().credentials.token({ client }),
      members: { parameters: { members: true } },
    });
  const untilWhole = (client: string) =>
    until(
      'a whole answer',
      async () => (await ask(`${client}-${Math.random()}`)).json.parameters?.partial === false || undefined,
    );

  itNeeds(['kill'], 'asks a restarted model again over its stale connections, at once', async () => {
    await ask('stale');
    await stack().kill('digits-onnx');
    await stack().revive('digits-onnx');
    const { status, json } = await ask('stale');
    expect([status, json.parameters.partial]).toEqual([200, false]);
  });

  itNeeds(['kill'], 'answers partially while one member is gone, and 503 while all are', async () => {
    await stack().kill('digits-tfjs');
    const partial = await ask('partial');
    expect(partial.status).toBe(200);
    expect(partial.json.parameters).toMatchObject({
      partial: true,
      'members.digits-mlp.error': 'unavailable',
      'members.digits-mlp.share': 0,
      'members.digits-cnn.share': 1,
    });
    expect(labels(partial)).toEqual([2]);

    await stack().kill('digits-onnx');
    const none = await ask('none');
    expect(none.status).toBe(503);
    expect(Number(none.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await call(stack(), { path: '/livez', token: undefined })).status).toBe(200);

    await Promise.all([stack().revive('digits-onnx'), stack().revive('digits-tfjs')]);
    await untilWhole('recovery');
  });

  itNeeds(['forge-tokens'], 'serves on while the key set is out of reach, once it has the keys', async () => {
    await stack().credentials.serveKeys('down');
    expect((await ask('warm')).status).toBe(200);
    await stack().credentials.serveKeys('up');
  });

  itNeeds(['kill', 'forge-tokens'], 'is not ready and answers 503, never 401, without any keys', async () => {
    await stack().credentials.serveKeys('down');
    expect(await stack().terminate('digits-onnx')).toBe(0);
    await stack().revive('digits-onnx', 'live');
    const direct = { service: 'digits-onnx', model: 'digits-cnn' };
    const reply = await infer(stack(), direct);
    expect([reply.status, reply.headers.has('retry-after')]).toEqual([503, true]);
    const ready = await call(stack(), { service: 'digits-onnx', path: '/readyz', token: undefined });
    expect([ready.status, ready.json]).toEqual([503, { ready: false, missing: ['keys'] }]);

    await stack().credentials.serveKeys('up');
    await until('keys again', async () => (await infer(stack(), direct)).status === 200 || undefined);
    await untilWhole('keys');
  });
}
