import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestAuth } from '../testing/test-auth.ts';
import { readDeclaredClients } from './declared-clients.ts';
import { createSecretFiles } from './secret-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-clients-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('clients.yaml', () => {
  it.each([
    ['no YAML', 'clients: [', /^Cannot read .*clients\.yaml: .*: mend the file/],
    ['no clients', 'client: {}', /clients: .*mend the file/],
    [
      'an unknown scope',
      'clients: { a: { scopes: [root], audiences: [gateway] } }',
      /clients\.a\.scopes\.0: expected infer/,
    ],
    ['no audience', 'clients: { a: { scopes: [infer] } }', /clients\.a\.audiences: /],
    [
      'an unknown key',
      'clients: { a: { scopes: [infer], audiences: [gateway], secret: x } }',
      /clients\.a: .*"secret"/,
    ],
    ['a bad id', 'clients: { ../a: { scopes: [infer], audiences: [gateway] } }', /clients/],
  ])('is refused with the place when it has %s', async (_what, text, message) => {
    const path = join(folder, 'clients.yaml');
    writeFileSync(path, text);
    await expect(readDeclaredClients(path)).rejects.toThrow(message);
  });

  it('is refused when it is missing', async () => {
    await expect(readDeclaredClients(join(folder, 'none.yaml'))).rejects.toThrow('SLIPWAY_CLIENTS_FILE');
  });
});

describe('a secret file', () => {
  it('is made where it is missing, for its owner only, and then kept', async () => {
    const files = createSecretFiles(join(folder, 'secrets'));
    const secret = await files.readOrCreate('demo');
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(await files.readOrCreate('demo')).toBe(secret);
    const modes = ['', '/demo'].map((name) => statSync(`${join(folder, 'secrets')}${name}`).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600]);
  });

  it('is refused when it is empty or cannot be read', async () => {
    const files = createSecretFiles(folder);
    writeFileSync(join(folder, 'demo'), '\n');
    await expect(files.readOrCreate('demo')).rejects.toThrow('holds no secret');
    await expect(files.readOrCreate('demo/x')).rejects.toThrow(/^Cannot read the secret .*ENOTDIR/);
    chmodSync(folder, 0o700);
  });
});

describe('a declared client', () => {
  it('gets a new secret when its file is replaced while the service runs; the old one overlaps', async () => {
    const auth = await startTestAuth();
    const old = await auth.secretOf('demo');
    writeFileSync(join(auth.folder, 'secrets', 'demo'), 'another-secret-of-demo');
    auth.clock.advance(5_000);
    while ((await auth.askToken('demo')).status !== 200) auth.clock.advance(6_000);
    writeFileSync(join(auth.folder, 'secrets', 'demo'), old);
    expect((await auth.askToken('demo')).status).toBe(200);
    await auth.stop();
  });
});
