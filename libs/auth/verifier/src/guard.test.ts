import { readConfig } from '@slipway/service-config';
import { createAuthGuard, isLoopback, verifierSettings, type VerifierConfig } from './index.ts';

function configOf(env: Record<string, string>): VerifierConfig {
  const result = readConfig(verifierSettings, env);
  if (!result.ok) throw new Error(result.errors.join());
  return result.config;
}

describe('createAuthGuard', () => {
  it('lets everybody do everything when authentication is off on a loopback host', async () => {
    const made = createAuthGuard(configOf({ SLIPWAY_AUTH: 'off' }), {
      host: '127.0.0.1',
      service: 'gateway',
    });
    if (!made.ok) throw new Error('refused');
    const result = await made.guard.verify(undefined);
    expect(result.ok && result.value.scopes.has('models:admin')).toBe(true);
    expect(made.guard.ready()).toBe(true);
  });

  it.each(['0.0.0.0', '::', '10.1.2.3', 'gateway.example', '127.evil.example'])(
    'refuses off on %s',
    (host) => {
      const made = createAuthGuard(configOf({ SLIPWAY_AUTH: 'off' }), { host, service: 'gateway' });
      expect(made).toEqual({
        ok: false,
        errors: [`SLIPWAY_AUTH=off is refused on ${host}: listen on 127.0.0.1, or set SLIPWAY_AUTH=on`],
      });
    },
  );

  it('names every setting that it misses', () => {
    expect(createAuthGuard(configOf({}), { host: '0.0.0.0', service: 'gateway' })).toEqual({
      ok: false,
      errors: [
        'SLIPWAY_ISSUER is missing: set it, since SLIPWAY_AUTH is on',
        'SLIPWAY_JWKS_URL is missing: set it, since SLIPWAY_AUTH is on',
      ],
    });
  });

  it('verifies by default', async () => {
    const config = configOf({
      SLIPWAY_ISSUER: 'http://localhost:1',
      SLIPWAY_JWKS_URL: 'http://localhost:1/jwks',
    });
    const made = createAuthGuard(config, { host: '0.0.0.0', service: 'gateway' });
    if (!made.ok) throw new Error('refused');
    expect(await made.guard.verify(undefined)).toMatchObject({ ok: false });
    expect(made.guard.ready()).toBe(false);
  });
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', '[::1]', 'localhost', 'LOCALHOST', '::ffff:127.0.0.1'])(
    '%s',
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );
});
