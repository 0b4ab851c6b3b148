import { explainRefusal } from './explain-refusal.ts';

const ecr = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';

describe('a registry that refuses', () => {
  it.each([
    [`${ecr}/slipway/auth`, 'no basic auth credentials', 'aws ecr get-login-password --region eu-central-1'],
    [
      `${ecr}/slipway/auth`,
      'name unknown: The repository with name x does not exist',
      '--repository-name slipway/auth',
    ],
    [
      'docker.io/acme/auth',
      'denied: requested access to the resource is denied',
      'docker login, as a member of acme',
    ],
    ['ghcr.io/acme/auth', 'unauthorized: unauthenticated', 'write:packages'],
    ['registry.example.org/x/auth', 'HTTP 401: authentication required', 'docker login registry.example.org'],
    [
      'registry.example.org/x/auth',
      'http: server gave HTTP response to HTTPS client',
      'give it a certificate',
    ],
    ['127.0.0.1:5000/x/auth', 'dial tcp 127.0.0.1:5000: connect: connection refused', 'does not answer'],
  ])('%s saying "%s" is explained with a way out', (repository, said, expected) => {
    expect(explainRefusal(said, repository)).toContain(expected);
  });

  it('is left to its own words where we know no better, or where no registry is involved', () => {
    expect(explainRefusal('manifest invalid', 'ghcr.io/acme/auth')).toBeUndefined();
    expect(explainRefusal('unauthorized', 'slipway/auth')).toBeUndefined();
  });
});
