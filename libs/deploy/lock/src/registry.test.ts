import { parseRegistry, registryOf, repositoryIn } from './index.ts';

describe('SLIPWAY_REGISTRY', () => {
  it.each([
    ['docker.io/acme', 'docker-hub', 'docker.io/acme/auth', false],
    ['123456789012.dkr.ecr.eu-central-1.amazonaws.com/slipway', 'ecr', undefined, false],
    ['123456789012.dkr.ecr.eu-central-1.amazonaws.com', 'ecr', undefined, false],
    ['ghcr.io/acme/slipway', 'ghcr', 'ghcr.io/acme/slipway/auth', false],
    ['127.0.0.1:5000/slipway', 'other', '127.0.0.1:5000/slipway/auth', true],
    ['localhost:5000', 'other', 'localhost:5000/auth', true],
    ['[::1]:5000/x', 'other', '[::1]:5000/x/auth', true],
    ['registry.example.org/team/slipway/', 'other', 'registry.example.org/team/slipway/auth', false],
    ['127.0.0.1.example.org/x', 'other', '127.0.0.1.example.org/x/auth', false],
  ])('accepts %s', (text, kind, repository, loopback) => {
    const parsed = parseRegistry(text);
    expect(parsed).toMatchObject({ ok: true, value: { kind, loopback } });
    if (parsed.ok && repository) expect(repositoryIn(parsed.value, 'auth')).toBe(repository);
  });

  it.each([
    'acme',
    'acme/slipway',
    'docker.io',
    'docker.io/a/b',
    'ghcr.io',
    'https://ghcr.io/acme',
    'ghcr.io/Acme',
    '--help.example.org/x y',
    'ghcr.io/../x',
    '',
  ])('refuses %p with the accepted forms', (text) => {
    const parsed = parseRegistry(text);
    expect(parsed.ok ? 'accepted' : parsed.error).toContain('expected docker.io/<org>');
  });

  it('is found again in the name of a repository, unless only the engine knows that', () => {
    expect(registryOf('ghcr.io/acme/auth')).toMatchObject({ kind: 'ghcr', prefix: 'acme' });
    expect(registryOf('slipway/auth')).toBeUndefined();
    expect(registryOf('auth')).toBeUndefined();
  });
});
