/** An endpoint and who may call it. `{model}` stands for the model that the token kinds name. */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** `everybody` needs no token, `anyToken` a valid one, a list one of its scopes. */
  readonly opens: 'everybody' | 'anyToken' | readonly string[];
  /** Only the gateway has it. */
  readonly gatewayOnly?: true;
  /** Needs the real token service behind the gateway. */
  readonly needsTokenService?: true;
}

export interface TokenKind {
  readonly name: string;
  /** Absent where no token is sent. */
  readonly scope?: string;
  /** For another service than the one that is called. */
  readonly wrongAudience?: true;
}

const OF_THE_MODEL = ['infer', 'infer:{model}'];

/** Who may call what: the documentation and the suite read it, and the suite tries every cell. */
export const endpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/livez', opens: 'everybody' },
  { method: 'GET', path: '/readyz', opens: 'everybody' },
  { method: 'GET', path: '/v2/health/live', opens: 'everybody' },
  { method: 'GET', path: '/v2/health/ready', opens: 'everybody' },
  {
    method: 'GET',
    path: '/.well-known/openid-configuration',
    opens: 'everybody',
    gatewayOnly: true,
    needsTokenService: true,
  },
  {
    method: 'GET',
    path: '/.well-known/oauth-authorization-server',
    opens: 'everybody',
    gatewayOnly: true,
    needsTokenService: true,
  },
  { method: 'GET', path: '/oauth2/jwks', opens: 'everybody', gatewayOnly: true },
  { method: 'GET', path: '/v2', opens: 'anyToken' },
  { method: 'GET', path: '/v2/models', opens: 'anyToken' },
  { method: 'GET', path: '/v2/models/{model}', opens: OF_THE_MODEL },
  { method: 'GET', path: '/v2/models/{model}/versions/1', opens: OF_THE_MODEL },
  { method: 'GET', path: '/v2/models/{model}/ready', opens: OF_THE_MODEL },
  { method: 'GET', path: '/v2/models/{model}/config', opens: OF_THE_MODEL },
  { method: 'GET', path: '/v2/models/{model}/stats', opens: [...OF_THE_MODEL, 'metrics:read'] },
  { method: 'POST', path: '/v2/models/{model}/infer', opens: OF_THE_MODEL },
  { method: 'POST', path: '/v2/models/{model}/versions/1/infer', opens: OF_THE_MODEL },
  { method: 'GET', path: '/v2/models/stats', opens: ['metrics:read'] },
  { method: 'GET', path: '/metrics', opens: ['metrics:read'] },
];

export const tokenKinds: readonly TokenKind[] = [
  { name: 'none' },
  { name: 'infer', scope: 'infer' },
  { name: 'infer:{model}', scope: 'infer:{model}' },
  { name: 'infer:another', scope: 'infer:another' },
  { name: 'models:admin', scope: 'models:admin' },
  { name: 'metrics:read', scope: 'metrics:read' },
  { name: 'wrong audience', scope: 'infer models:admin metrics:read', wrongAudience: true },
];

/** The status of one cell. */
export function statusOf({ opens }: Endpoint, { scope, wrongAudience }: TokenKind): 200 | 401 | 403 {
  if (opens === 'everybody') return 200;
  if (scope === undefined || wrongAudience) return 401;
  return opens === 'anyToken' || scope.split(' ').some((one) => opens.includes(one)) ? 200 : 403;
}
