import { audienceOf } from '@slipway/auth-verifier';
import { call, infer, type Reply } from '../call.ts';
import type { Stack } from '../substrate/substrate.ts';
import { itNeeds } from './behaviour.ts';

const CLIENT = 'demo';

/** Tokens of the real token service, by the public origin. */
export function issuingBehaviours(stack: () => Stack): void {
  const post = (path: string, fields: Record<string, string>): Promise<Reply> =>
    call(stack(), {
      path,
      token: undefined,
      headers: {
        authorization: stack().credentials.basic(CLIENT),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(fields).toString(),
    });
  const issue = async (service: string, scope: string): Promise<string> => {
    const resource = audienceOf(service);
    const { status, json } = await post('/oauth2/token', {
      grant_type: 'client_credentials',
      resource,
      scope,
    });
    expect([status, json.token_type]).toEqual([200, 'Bearer']);
    return json.access_token as string;
  };

  itNeeds(['token-service'], 'issues a token that opens the service it is for, and no other', async () => {
    const token = await issue('gateway', 'infer');
    expect((await infer(stack(), { token })).status).toBe(200);
    expect((await infer(stack(), { token, service: 'digits-onnx', model: 'digits-cnn' })).status).toBe(401);
    const direct = await issue('digits-onnx', 'infer');
    expect(
      (await infer(stack(), { token: direct, service: 'digits-onnx', model: 'digits-cnn' })).status,
    ).toBe(200);
  });

  itNeeds(
    ['token-service'],
    'tells of a token whether it is active, and not after its revocation',
    async () => {
      const token = await issue('gateway', 'infer');
      expect((await post('/oauth2/introspect', { token })).json).toMatchObject({
        active: true,
        client_id: CLIENT,
        scope: 'infer',
      });
      expect((await post('/oauth2/revoke', { token })).status).toBe(200);
      expect((await post('/oauth2/introspect', { token })).json).toEqual({ active: false });
    },
  );

  itNeeds(
    ['token-service', 'kill'],
    'serves on with the tokens in hand while the token service is down',
    async () => {
      const token = await issue('gateway', 'infer');
      await stack().kill('auth');
      expect((await infer(stack(), { token })).status).toBe(200);
      const { status, headers } = await post('/oauth2/token', { grant_type: 'client_credentials' });
      expect([status, headers.has('retry-after')]).toEqual([503, true]);
      await stack().revive('auth');
      await issue('gateway', 'infer');
    },
  );
}
