/** Path of each OAuth endpoint; the discovery document and the route table share them. */
export const paths = {
  token: '/oauth2/token',
  introspection: '/oauth2/introspect',
  revocation: '/oauth2/revoke',
  keySet: '/oauth2/jwks',
  wellKnownKeySet: '/.well-known/jwks.json',
  discovery: ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'],
} as const;

const METHODS = ['client_secret_basic', 'client_secret_post'];

/**
 * Authorization server metadata (RFC 8414): what is served here and nothing else.
 *
 * Written out, since oidc-provider's own document takes its addresses from the Host header, names flows that are not
 * served here, and does not know our introspection and revocation.
 */
export const describeServer = (issuer: string) => ({
  issuer,
  token_endpoint: issuer + paths.token,
  token_endpoint_auth_methods_supported: METHODS,
  introspection_endpoint: issuer + paths.introspection,
  introspection_endpoint_auth_methods_supported: METHODS,
  revocation_endpoint: issuer + paths.revocation,
  revocation_endpoint_auth_methods_supported: METHODS,
  jwks_uri: issuer + paths.keySet,
  grant_types_supported: ['client_credentials'],
  response_types_supported: [],
  scopes_supported: ['infer', 'models:admin', 'metrics:read', 'clients:admin'],
});
