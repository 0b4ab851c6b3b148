import type { KubeConfig, RequestContext } from '@kubernetes/client-node';
import { ClusterError } from '../cluster-error.ts';
import type { Api, ApiAnswer, ApiCall } from './api.ts';
import { parseWarnings } from './parse-warnings.ts';

/** No call may take longer, whatever the network does. */
export const CALL_TIMEOUT_MILLIS = 10_000;

/** Busy or restarting servers are asked again so often, as long as asking twice does no harm. */
const RETRY_MILLIS = [250, 1_000];

export interface HttpApiOptions {
  readonly timeoutMillis?: number;
  readonly sleep: (millis: number, signal?: AbortSignal) => Promise<void>;
}

type Dispatcher = ReturnType<RequestContext['getDispatcher']>;

/** Calls through the Kubernetes client: its kubeconfig, credentials, TLS and HTTP; objects stay the JSON that they are. */
export async function createHttpApi(config: KubeConfig, options: HttpApiOptions): Promise<Api> {
  const {
    HttpMethod,
    IsomorphicFetchHttpLibrary,
    RequestContext: Request,
  } = await import('@kubernetes/client-node');
  const { timeoutMillis = CALL_TIMEOUT_MILLIS } = options;
  const server = config.getCurrentCluster()?.server ?? '';
  const http = new IsomorphicFetchHttpLibrary();
  // The client makes a pool of connections for each request; one is enough, and keeps its TLS sessions.
  let dispatcher: Dispatcher;

  async function send(call: ApiCall, signal: AbortSignal): Promise<ApiAnswer> {
    const request = new Request(server.replace(/\/$/, '') + call.path, HttpMethod[call.method]);
    for (const [name, value] of Object.entries(call.query ?? {}))
      if (value !== undefined) request.setQueryParam(name, value);
    request.setHeaderParam('Accept', 'application/json, */*');
    request.setHeaderParam('User-Agent', 'slipway');
    if (call.body !== undefined) {
      request.setHeaderParam('Content-Type', call.contentType ?? 'application/json');
      request.setBody(JSON.stringify(call.body));
    }
    await orAbort(config.applySecurityAuthentication(request), signal);
    dispatcher ??= request.getDispatcher();
    if (dispatcher !== undefined) request.setDispatcher(dispatcher);
    request.setSignal(signal);
    const response = await http.send(request).toPromise();
    const text = await response.body.text();
    return { status: response.httpStatusCode, text, warnings: parseWarnings(response.headers.warning) };
  }

  async function attempt(call: ApiCall): Promise<ApiAnswer | ClusterError> {
    const timeout = AbortSignal.timeout(timeoutMillis);
    try {
      return await send(call, call.signal ? AbortSignal.any([call.signal, timeout]) : timeout);
    } catch (error) {
      if (call.signal?.aborted)
        throw new ClusterError('aborted', `Stopped while about to ${call.doing}`, error);
      const why = timeout.aborted ? `no answer within ${timeoutMillis / 1000} s` : reasonOf(error);
      return new ClusterError(
        'unavailable',
        `The API server ${server} (context ${config.currentContext}) cannot be reached to ${call.doing}: ${why}`,
        error,
      );
    }
  }

  return {
    server,
    context: config.currentContext,
    async call(call) {
      for (let tries = 0; ; tries++) {
        const answer = await attempt(call);
        const wait = RETRY_MILLIS[tries];
        if (wait === undefined || !isWorthAnotherTry(call, answer)) {
          if (answer instanceof ClusterError) throw answer;
          return answer;
        }
        await options.sleep(wait, call.signal);
      }
    },
    close: async () => void (await dispatcher?.destroy()),
  };
}

/** A server-side apply is the same when it is done twice, a creation is not. */
function isWorthAnotherTry({ method }: ApiCall, answer: ApiAnswer | ClusterError): boolean {
  if (method !== 'GET' && method !== 'PATCH') return false;
  if (answer instanceof ClusterError) return /ECONNRESET|ECONNREFUSED|UND_ERR_SOCKET/.test(answer.message);
  return answer.status === 429 || answer.status === 503;
}

/** A plugin that fetches credentials may hang, too. */
function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    promise.then(resolve, reject);
  });
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as { readonly message?: string; readonly cause?: unknown };
  const { code, message: deeper } = (cause ?? {}) as { readonly code?: string; readonly message?: string };
  return [code, deeper ?? message].filter((part) => part !== undefined && part !== '').join(': ');
}
