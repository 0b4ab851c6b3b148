import { decimal, httpUrl, oneOf, optional, setting, text, type ConfigOf } from '@slipway/service-config';

/** What a service that verifies tokens is told. */
export const verifierSettings = {
  auth: setting({
    env: 'SLIPWAY_AUTH',
    schema: oneOf('on', 'off'),
    default: 'on',
    doc: 'Whether access tokens are verified; `off` is for experiments and only possible on a loopback host',
  }),
  issuer: setting({
    env: 'SLIPWAY_ISSUER',
    schema: optional(httpUrl()),
    doc: 'Public origin of the token service: the exact `iss` of every token',
  }),
  jwksUrl: setting({
    env: 'SLIPWAY_JWKS_URL',
    schema: optional(httpUrl()),
    doc: 'Address of the key set, as this service reaches it; never derived from the issuer',
  }),
  audience: setting({
    env: 'SLIPWAY_AUDIENCE',
    schema: optional(text()),
    doc: 'Audience that a token must have; by default `urn:slipway:service:` and the name of the service',
  }),
  clockToleranceSeconds: setting({
    env: 'SLIPWAY_CLOCK_TOLERANCE_SECONDS',
    schema: decimal(0, 60),
    default: 5,
    unit: 'seconds',
    doc: 'How far the clocks of issuer and verifier may differ',
  }),
};

export type VerifierConfig = ConfigOf<typeof verifierSettings>;

export const audienceOf = (service: string) => `urn:slipway:service:${service}`;
