import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create } from 'tar';
import { EXPRESS, LIBC, NODE, sbomOf } from '../../testing/fixture-sbom.ts';
import { useTemporaryFolder } from '../../testing/temporary-folder.ts';
import { writeZip } from '../../testing/write-zip.ts';
import { createOsvScanner } from './osv-scanner.ts';

const FIXTURE = join(import.meta.dirname, '../../testing/osv');
const folder = useTemporaryFolder();

function scan(database: string, ...purls: readonly string[]) {
  const file = join(folder.path(), 'sbom.spdx.json');
  writeFileSync(file, JSON.stringify(sbomOf(...purls)));
  return createOsvScanner(database).scan(file);
}

const advisoryText = (path: string) => readFileSync(join(FIXTURE, path), 'utf8');
const NPM = 'npm/SLIPWAY-TEST-0001.json';
const DEBIAN = 'Debian/SLIPWAY-TEST-0002.json';

/** Advisories of our own in a folder, over the fixture. */
function databaseWith(...advisories: readonly object[]): string {
  const path = join(folder.path(), 'own');
  cpSync(FIXTURE, path, { recursive: true });
  advisories.forEach((one, index) => writeFileSync(join(path, `own-${index}.json`), JSON.stringify(one)));
  return path;
}

describe('a scan against OSV files', () => {
  it('finds the vulnerable package with severity and fix, and nothing in a version that is fixed', async () => {
    const report = await scan(FIXTURE, EXPRESS, LIBC, NODE, 'pkg:oci/image@sha256%3Aabc');
    expect(report).toEqual({
      ok: true,
      value: {
        vulnerabilities: [
          {
            id: 'SLIPWAY-TEST-0001',
            aliases: ['CVE-0000-0001'],
            package: 'express',
            version: '5.3.0',
            severity: 'critical',
            fixedIn: '6.0.0',
            summary: expect.stringContaining('Invented for tests'),
          },
        ],
        database: FIXTURE,
        asOf: '2026-01-02T00:00:00Z',
        notJudged: [NODE],
      },
    });
    expect(await scan(FIXTURE, 'pkg:npm/express@6.0.0', LIBC)).toMatchObject({
      value: { vulnerabilities: [] },
    });
  });

  it('judges a Debian package by its source package and the version of that', async () => {
    const purl = 'pkg:deb/debian/libc-bin@1%3A9?distro=debian-12&upstream=glibc%402.35-4';
    expect(await scan(FIXTURE, purl)).toMatchObject({
      value: {
        vulnerabilities: [
          { id: 'SLIPWAY-TEST-0002', package: 'libc-bin', severity: 'low', fixedIn: '2.36-1' },
        ],
      },
    });
  });

  it('reads a zip, a packed tar, and archives in folders as OSV lays them out', async () => {
    const at = folder.path();
    mkdirSync(join(at, 'bucket/npm'), { recursive: true });
    mkdirSync(join(at, 'bucket/Debian'), { recursive: true });
    const texts = { [NPM]: advisoryText(NPM), [DEBIAN]: advisoryText(DEBIAN), 'README.md': 'no advisory' };
    writeZip(join(at, 'all.zip'), texts);
    await create({ cwd: FIXTURE, gzip: true, file: join(at, 'all.tar.gz') }, ['npm', 'Debian']);
    writeZip(join(at, 'bucket/npm/all.zip'), { 'a.json': advisoryText(NPM) });
    writeZip(join(at, 'bucket/Debian/all.zip'), { 'b.json': advisoryText(DEBIAN) });
    for (const database of ['all.zip', 'all.tar.gz', 'bucket'])
      expect(await scan(join(at, database), EXPRESS, LIBC)).toMatchObject({
        value: { vulnerabilities: [{ id: 'SLIPWAY-TEST-0001' }] },
      });
  });

  it.each([
    ['a folder that is not there', () => join(folder.path(), 'none'), [EXPRESS]],
    ['an empty folder', () => folder.path() + '/empty', [EXPRESS]],
    ['a file that is no archive', () => join(folder.path(), 'broken.zip'), [EXPRESS]],
    ['advisories for another ecosystem only', () => join(FIXTURE, 'npm'), [EXPRESS, LIBC]],
    ['advisories for another release only', () => FIXTURE, [LIBC.replace('debian-12', 'debian-13')]],
  ])('says that there is no database for %s', async (_, database, purls) => {
    mkdirSync(join(folder.path(), 'empty'));
    writeFileSync(join(folder.path(), 'broken.zip'), 'not a zip');
    expect(await scan(database(), ...purls)).toMatchObject({
      ok: false,
      failure: { kind: 'no-database', messages: [expect.stringContaining('docs/how-to/scan-images.md')] },
    });
  });

  it('does not pass over an advisory that it cannot read', async () => {
    const outcome = await scan(databaseWith({ id: 'X' }), EXPRESS);
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'invalid' } });
  });

  it('heeds neither what was withdrawn nor what has the name in another ecosystem', async () => {
    const affected = (ecosystem: string) => [
      { package: { ecosystem, name: 'undici' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] },
    ];
    const database = databaseWith(
      { id: 'GONE', modified: '2026', withdrawn: '2026', affected: affected('npm') },
      { id: 'OTHER', modified: '2026', affected: affected('PyPI') },
    );
    expect(await scan(database, 'pkg:npm/undici@7.30.2')).toMatchObject({ value: { vulnerabilities: [] } });
  });

  it('reports an advisory once, though it has a line for each line of versions', async () => {
    const line = (fixed: string) => ({
      package: { ecosystem: 'npm', name: '@scope/name' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }],
    });
    const database = databaseWith({
      id: 'TWICE',
      modified: '2026',
      affected: [line('2.0.0'), line('3.0.0')],
    });
    const report = await scan(database, 'pkg:npm/%40scope/name@1.0.0');
    expect(report.ok && report.value.vulnerabilities.map(({ id }) => id)).toEqual(['TWICE']);
  });

  it('refuses an SBOM that is none', async () => {
    const file = join(folder.path(), 'sbom.json');
    writeFileSync(file, '{}');
    expect(await createOsvScanner(FIXTURE).scan(file)).toMatchObject({
      ok: false,
      failure: { kind: 'invalid' },
    });
  });
});
