export interface AuthCall {
  /** Of the client `operator`. */
  readonly secret: string;
  readonly scope: 'clients:admin' | 'metrics:read';
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

/** A script for Node in a pod of the token service, what nobody else reaches; it prints what the service answers. */
export const authScript = (call: AuthCall): string => `
  const { secret, scope, method, path } = ${JSON.stringify(call)};
  const ask = async (path, options) => {
    const answer = await fetch('http://127.0.0.1:8090' + path, options);
    const text = await answer.text();
    if (!answer.ok) throw new Error(path + ' answered ' + answer.status + ' ' + text);
    return text;
  };
  const granted = await ask('/oauth2/token', {
    method: 'POST',
    headers: { authorization: 'Basic ' + btoa('operator:' + secret) },
    body: new URLSearchParams({
      grant_type: 'client_credentials', scope, resource: 'urn:slipway:service:auth',
    }),
  });
  const token = JSON.parse(granted).access_token;
  const headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json' };
  const body = method === 'POST' ? '{}' : undefined;
  console.log(await ask(path, { method, headers, body }));`;
