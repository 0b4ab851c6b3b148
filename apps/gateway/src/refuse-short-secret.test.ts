import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuseShortSecret } from './refuse-short-secret.ts';

let secretsDir: string;
const own = () => ({ secretsDir, clientId: 'gateway' });

beforeEach(() => (secretsDir = mkdtempSync(join(tmpdir(), 'slipway-secret-'))));
afterEach(() => rmSync(secretsDir, { recursive: true }));

it.each(['', '  \n', 'short'])('refuses a start with %j for a secret', async (text) => {
  const path = join(secretsDir, 'gateway');
  writeFileSync(path, text);
  await expect(refuseShortSecret(own())).rejects.toMatchObject({
    exitCode: 78,
    message: `${path} holds no secret: put at least 16 characters in it, or delete it`,
  });
});

it('starts with a secret, before one is there, and without a need of one', async () => {
  await refuseShortSecret(own());
  writeFileSync(join(secretsDir, 'gateway'), 'long-enough-to-be-one\n');
  await refuseShortSecret(own());
  await refuseShortSecret({ clientId: 'gateway' });
});
