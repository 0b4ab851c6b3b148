export interface AdminCall {
  /** Of the client `operator`. */
  readonly secret: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

/** A script for Node in a pod of the token service, whose administration nobody else reaches; it prints the answer. */
export const adminScript = (call: AdminCall): string => `
  const { secret, method, path } = ${JSON.stringify(call)};
  const url = 'http://127.0.0.1:8090';
  const ask = async (path, options) => {
    const answer = await fetch(url + path, options);
    if (!answer.ok) throw new Error(path + ' answered ' + answer.status + ' ' + (await answer.text()));
    return answer.json();
  };
  const { access_token: token } = await ask('/oauth2/token', {
    method: 'POST',
    headers: { authorization: 'Basic ' + btoa('operator:' + secret) },
    body: new URLSearchParams({
      grant_type: 'client_credentials', scope: 'clients:admin', resource: 'urn:slipway:service:auth',
    }),
  });
  const headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json' };
  const body = method === 'POST' ? '{}' : undefined;
  console.log(JSON.stringify(await ask('/admin' + path, { method, headers, body })));`;
