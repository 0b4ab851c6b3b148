import { readConfig } from '@slipway/service-config';
import { createRecordedTelemetry } from '@slipway/service-telemetry/testing';
import { createAuthGuard, isLoopback, verifierSettings, type VerifierConfig } from './index.ts';
import { createTestIssuer } from './testing/index.ts';

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
      telemetry: createRecordedTelemetry(),
    });
    if (!made.ok) throw new Error('refused');
    const result = await made.guard.verify(undefined);
    expect(result.ok && result.value.scopes.has('models:admin')).toBe(true);
    expect(made.guard.ready()).toBe(true);
  });

  it.each(['0.0.0.0', '::', '10.1.2.3', 'gateway.example', '127.evil.example'])(
    'refuses off on %s',
    (host) => {
      const options = { host, service: 'gateway', telemetry: createRecordedTelemetry() };
      const made = createAuthGuard(configOf({ SLIPWAY_AUTH: 'off' }), options);
      expect(made).toEqual({
        ok: false,
        errors: [`SLIPWAY_AUTH=off is refused on ${host}: listen on 127.0.0.1, or set SLIPWAY_AUTH=on`],
      });
    },
  );

  it('names every setting that it misses', () => {
    const options = { host: '0.0.0.0', service: 'gateway', telemetry: createRecordedTelemetry() };
    expect(createAuthGuard(configOf({}), options)).toEqual({
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
    const telemetry = createRecordedTelemetry();
    const made = createAuthGuard(config, { host: '0.0.0.0', service: 'gateway', telemetry });
    if (!made.ok) throw new Error('refused');
    expect(await made.guard.verify(undefined)).toMatchObject({ ok: false });
    expect(made.guard.ready()).toBe(false);
  });

  it('counts fetches of keys by outcome, and tokens refused for an unknown key', async () => {
    const issuer = await createTestIssuer({ audience: 'urn:slipway:service:gateway' });
    const telemetry = createRecordedTelemetry();
    const made = createAuthGuard(
      configOf({ SLIPWAY_ISSUER: issuer.issuer, SLIPWAY_JWKS_URL: issuer.jwksUrl }),
      { host: '0.0.0.0', service: 'gateway', telemetry },
    );
    if (!made.ok) throw new Error('refused');
    const { guard } = made;
    await guard.start();
    issuer.rotate({ keepOld: true });
    expect(await guard.verify(`Bearer ${issuer.mint()}`)).toMatchObject({ ok: true });
    for (let sent = 0; sent < 3; sent++)
      await guard.verify(`Bearer ${issuer.mint({ header: { kid: `unknown-${sent}` } })}`);
    guard.stop();
    await issuer.close();
    const text = await telemetry.metrics.metrics();
    expect(text).toContain('slipway_auth_key_refreshes_total{outcome="ok"} 3');
    expect(text).toContain('slipway_auth_unknown_keys_total 3');
  });

  it('says why keys cannot be fetched', async () => {
    const issuer = await createTestIssuer();
    issuer.behave('garbage');
    const telemetry = createRecordedTelemetry();
    const made = createAuthGuard(
      configOf({ SLIPWAY_ISSUER: issuer.issuer, SLIPWAY_JWKS_URL: issuer.jwksUrl }),
      { host: '0.0.0.0', service: 'gateway', telemetry },
    );
    if (!made.ok) throw new Error('refused');
    await made.guard.start();
    made.guard.stop();
    await issuer.close();
    expect(await telemetry.metrics.metrics()).toContain(
      'slipway_auth_key_refreshes_total{outcome="not-json"} 1',
    );
    expect(telemetry.lines).toMatchObject([{ 'log.level': 'warn', reason: 'not-json', failures: 1 }]);
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
