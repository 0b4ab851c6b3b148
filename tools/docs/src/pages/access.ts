import { referencePage, type Page } from '../page.ts';
import { loadFile } from '../workspace.ts';

interface AccessTable {
  renderAccess(): string;
}

/** The very table whose cells the suite tries one by one. */
export async function accessPage(): Promise<Page> {
  const { renderAccess } = await loadFile<AccessTable>('tools/acceptance/src/access/document.ts');
  return referencePage('access', 'tools/acceptance/src/access', [
    '# Who may call what',
    '',
    'The status that each kind of token gets, on the gateway and on model servers alike; the acceptance suite tries every cell. `{model}` is the model in the path. A column is a token with just that scope; _wrong audience_ is a token with all scopes for another service. 401 means that the token does not count here, 403 that its scopes do not suffice.',
    '',
    renderAccess(),
    'A client with the scope `infer` may have `infer:<model>` for any model. `models:admin` opens nothing yet: it is reserved for the model repository.',
    '',
    'The administration of the token service (`/admin`, used by `./slipway client` and `./slipway auth`) needs the scope `clients:admin` and a token for the audience `auth`; the gateway does not pass it on. Its `/oauth2/introspect` and `/oauth2/revoke` authenticate the client by its secret, not by a token.',
  ]);
}
