import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeAddress, readDatabaseAddress } from './database-address.ts';

describe('the address of a database', () => {
  it.each([
    ['postgres://u@db/state', { host: 'db', port: 5432, user: 'u', database: 'state' }],
    ['postgresql://u@[::1]:6432/state', { host: '::1', port: 6432, user: 'u', database: 'state' }],
    [
      'postgres://u%40x:p%3Aw@db/s%20t',
      { host: 'db', port: 5432, user: 'u@x', password: 'p:w', database: 's t' },
    ],
    ['postgres://u@db/s?sslmode=disable', { host: 'db', port: 5432, user: 'u', database: 's' }],
    ['postgres://u@db/s?sslmode=verify-full', { host: 'db', port: 5432, user: 'u', database: 's', tls: {} }],
  ])('is read from %s', (text, address) => {
    expect(readDatabaseAddress(text)).toEqual(address);
  });

  it('names the authority that must have signed the certificate', () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-address-'));
    const file = join(folder, 'ca.crt');
    writeFileSync(file, 'certificate');
    const text = `postgres://u@db/s?sslmode=verify-full&sslrootcert=${file}`;
    expect(readDatabaseAddress(text).tls).toEqual({ ca: 'certificate' });
    rmSync(folder, { recursive: true });
    expect(() => readDatabaseAddress(text)).toThrow(/sslrootcert \(ENOENT\)$/);
  });

  it.each([
    ['no address', 'secret', 'postgres://user@host:port/database'],
    ['another database', 'mysql://u:secret@db/s', 'postgres://user@host:port/database'],
    ['a port that is none', 'postgres://u:secret@db:99999/s', 'postgres://user@host:port/database'],
    ['no user', 'postgres://:secret@db/s', 'a user, a host'],
    ['no host', 'postgres://u:secret@/s', 'postgres://user@host:port/database'],
    ['no database', 'postgres://u:secret@db', 'a user, a host'],
    ['a bad escape', 'postgres://u:secret%zz@db/s', 'percent-encoding'],
    ['a mode that checks nobody', 'postgres://u:secret@db/s?sslmode=require', 'disable, or verify-full'],
    ['an authority for nothing', 'postgres://u:secret@db/s?sslrootcert=/x', 'disable, or verify-full'],
    ['an unknown parameter', 'postgres://u:secret@db/s?host=/run', 'no parameters but'],
  ])('is refused, and not repeated, with %s', (_what, text, expected) => {
    const read = () => readDatabaseAddress(text);
    expect(read).toThrow(`SLIPWAY_DATABASE_URL: expected `);
    expect(read).toThrow(expected);
    expect(read).not.toThrow(/secret/);
  });

  it('is shown without the user and the password', () => {
    expect(describeAddress(readDatabaseAddress('postgres://u:p@[::1]/s'))).toBe('[::1]:5432/s');
  });
});
