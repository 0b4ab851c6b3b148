import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeOn } from '@slipway/deploy-engine/testing';
import { runnerWithout } from '../testing/fake-program.ts';
import { findPrograms, run } from '../testing/find-tools.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { valueOf } from '../testing/value-of.ts';
import { createCosignSigner } from './cosign-signer.ts';
import { createCosignVerifier } from './cosign-verifier.ts';
import { createKeyPair, findSigningKey, publicHalfOf, publicKeyFile } from './key-pair.ts';
import { tryKeyPair } from './try-key-pair.ts';

const folder = useTemporaryFolder();

const need = { platform: 'compose', engine: await findPrograms('cosign'), env: process.env };

describeOn(need, 'a key pair by cosign', () => {
  it('is made with a password that only its owner may read, and never over another', async () => {
    const at = folder.path();
    const { publicKey } = valueOf(await createKeyPair(run, at));
    for (const file of ['cosign.key', 'password']) expect(statSync(join(at, file)).mode & 0o77).toBe(0);
    const before = readFileSync(publicKey, 'utf8');
    expect(await createKeyPair(run, at)).toMatchObject({ ok: false, failure: { kind: 'refused' } });
    expect(readFileSync(publicKey, 'utf8')).toBe(before);
  });

  it('signs a text that it then verifies, and no other text, key or signature', async () => {
    const at = folder.path();
    await createKeyPair(run, at);
    const signer = createCosignSigner(run, valueOf(await findSigningKey(at)));
    const verifier = createCosignVerifier(run, publicKeyFile(at));
    const signature = valueOf(await signer.signText('the text'));
    expect(await verifier.verifyText('the text', signature)).toEqual({ ok: true, value: true });
    expect(await verifier.verifyText('another text', signature)).toEqual({ ok: true, value: false });
    expect(await verifier.verifyText('the text', 'AAAA')).toEqual({ ok: true, value: false });

    await createKeyPair(run, join(at, 'other'));
    const other = createCosignVerifier(run, publicKeyFile(join(at, 'other')));
    expect(await other.verifyText('the text', signature)).toEqual({ ok: true, value: false });
    expect(await other.fingerprint()).not.toEqual(await verifier.fingerprint());
  }, 60_000);

  it('is tried before it is used: only two halves of one fit', async () => {
    const at = folder.path();
    await createKeyPair(run, at);
    await createKeyPair(run, join(at, 'other'));
    const signer = createCosignSigner(run, valueOf(await findSigningKey(at)));
    const tryWith = (publicKey: string) =>
      tryKeyPair({ signer, verifier: createCosignVerifier(run, publicKey) });
    expect(await tryWith(publicHalfOf(join(at, 'cosign.key')))).toMatchObject({ ok: true });
    for (const publicKey of [publicHalfOf(join(at, 'other/cosign.key')), join(at, 'none.pub')])
      expect(await tryWith(publicKey)).toMatchObject({
        failure: { kind: 'invalid', messages: [expect.stringContaining('--public-key')] },
      });
  }, 60_000);

  it('has one fingerprint from either half, which is that of its DER form', async () => {
    const at = folder.path();
    await createKeyPair(run, at);
    const ofPrivate = await createCosignSigner(run, valueOf(await findSigningKey(at))).fingerprint();
    const ofPublic = await createCosignVerifier(run, publicKeyFile(at)).fingerprint();
    const der = execFileSync('base64', ['-d'], {
      input: readFileSync(publicKeyFile(at), 'utf8').replace(/-----.*-----\n/g, ''),
    });
    const expected = `sha256:${createHash('sha256').update(der).digest('hex')}`;
    expect([ofPrivate, ofPublic]).toEqual([
      { ok: true, value: expected },
      { ok: true, value: expected },
    ]);
  });

  it('takes a password of its own, and says what is wrong without it', async () => {
    const at = folder.path();
    await createKeyPair(run, at, 'own');
    expect(await findSigningKey(at)).toMatchObject({
      failure: { messages: [expect.stringContaining('COSIGN_PASSWORD')] },
    });
    const key = valueOf(await findSigningKey(at, { password: 'own' }));
    expect(await createCosignSigner(run, key).signText('x')).toMatchObject({ ok: true });
    expect(await createCosignSigner(run, { ...key, password: 'wrong' }).signText('x')).toMatchObject({
      failure: { messages: [expect.stringContaining('the password does not open the key')] },
    });
  });
});

describe('a key', () => {
  it.each(['awskms:///alias/slipway', 'pkcs11:token=slipway;object=release'])(
    'that is somewhere else is taken as it is, its public half too: %s',
    async (key) => {
      expect(await findSigningKey(folder.path(), { key })).toEqual({ ok: true, value: { key } });
      expect(publicHalfOf(key)).toBe(key);
    },
  );

  it('in a file has its public half beside it', () => {
    expect(publicHalfOf('keys/release.key')).toBe('keys/release.pub');
    expect(publicHalfOf('keys/release')).toBe('keys/release.pub');
  });

  it('that is not there is asked for, with how to make one', async () => {
    expect(await findSigningKey(folder.path())).toMatchObject({
      failure: { kind: 'invalid', messages: [expect.stringContaining('--new-key')] },
    });
    expect(await createCosignVerifier(run, join(folder.path(), 'none')).fingerprint()).toMatchObject({
      failure: { kind: 'invalid', messages: [expect.stringContaining('no public key')] },
    });
  });

  it('that is none is told from one', async () => {
    const file = join(folder.path(), 'cosign.pub');
    writeFileSync(file, 'hello');
    expect(await createCosignVerifier(run, file).fingerprint()).toMatchObject({
      failure: { kind: 'invalid' },
    });
  });

  it('is of no use without cosign, which is said', async () => {
    const signer = createCosignSigner(runnerWithout(folder.path()), { key: 'x' });
    expect(await signer.signText('x')).toMatchObject({
      failure: { kind: 'unavailable', messages: [expect.stringContaining('install cosign')] },
    });
  });
});
