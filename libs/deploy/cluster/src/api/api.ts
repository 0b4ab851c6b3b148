/** One call to the API server, as JSON, without knowledge of any kind. */
export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the root, as `/apis/apps/v1/namespaces/x/deployments/y`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  /** Default `application/json`. */
  readonly contentType?: string;
  /** For messages: `get Deployment gateway in slipway-dev`. */
  readonly doing: string;
  readonly signal?: AbortSignal;
}

export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
  /** What the server warns of: deprecated fields, Pod Security. */
  readonly warnings: readonly string[];
}

/** Any status is an answer; no connection and no answer in time are errors of kind `unavailable`. */
export interface Api {
  /** Address of the server, for messages. */
  readonly server: string;
  readonly context: string;
  call(call: ApiCall): Promise<ApiAnswer>;
  close(): Promise<void>;
}
