import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerWith, runnerWithout } from '../testing/fake-program.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { createGrypeScanner } from './grype-scanner.ts';
import { createTrivyScanner } from './trivy-scanner.ts';

const folder = useTemporaryFolder();

/** Reports of our own making in the form of each tool; the fields that are not read are few of the real ones. */
const grypeReport = {
  matches: [
    {
      vulnerability: {
        id: 'GHSA-test-0001',
        severity: 'High',
        description: 'Invented for tests',
        fix: { versions: ['6.0.0'], state: 'fixed' },
      },
      relatedVulnerabilities: [{ id: 'CVE-0000-0001', severity: 'High' }],
      artifact: { name: 'express', version: '5.3.0', type: 'npm' },
    },
    {
      vulnerability: {
        id: 'CVE-0000-0003',
        severity: 'Negligible',
        fix: { versions: [], state: 'wont-fix' },
      },
      relatedVulnerabilities: [],
      artifact: { name: 'libc6', version: '2.36-9', type: 'deb' },
    },
  ],
  descriptor: { name: 'grype' },
};
const trivyReport = {
  SchemaVersion: 2,
  Results: [
    { Target: 'clean', Class: 'lang-pkgs' },
    {
      Target: 'Node.js',
      Vulnerabilities: [
        {
          VulnerabilityID: 'CVE-0000-0001',
          VendorIDs: ['GHSA-test-0001'],
          PkgName: 'express',
          InstalledVersion: '5.3.0',
          FixedVersion: '6.0.0',
          Severity: 'HIGH',
          Title: 'Invented for tests',
        },
        { VulnerabilityID: 'CVE-0000-0004', PkgName: 'x', InstalledVersion: '1', Severity: 'UNKNOWN' },
      ],
    },
  ],
};

describe.each([
  ['grype', createGrypeScanner, grypeReport, 'failed to load vulnerability db: database does not exist'],
  [
    'trivy',
    createTrivyScanner,
    trivyReport,
    'FATAL init error: DB error: failed to download vulnerability DB',
  ],
] as const)('a scan with %s', (tool, create, report, complaint) => {
  const scan = (script: string) =>
    create(runnerWith(folder.path(), { [tool]: script })).scan('/tmp/with blank.spdx.json');

  it('hands the SBOM on and reads the report', async () => {
    const file = join(folder.path(), 'report.json');
    writeFileSync(file, JSON.stringify(report));
    const args = join(folder.path(), 'args');
    const outcome = await scan(`printf '%s\\n' "$@" > ${args}; cat ${file}`);
    expect(readFileSync(args, 'utf8')).toMatch(/^(sbom:)?\/tmp\/with blank\.spdx\.json$/m);
    expect(outcome).toMatchObject({ ok: true });
    const [first, second] = outcome.ok ? outcome.value.vulnerabilities : [];
    expect(first).toMatchObject({
      package: 'express',
      version: '5.3.0',
      severity: 'high',
      fixedIn: '6.0.0',
      summary: 'Invented for tests',
    });
    expect([first?.id, ...(first?.aliases ?? [])].sort()).toEqual(['CVE-0000-0001', 'GHSA-test-0001']);
    expect(second?.severity).toBe(tool === 'grype' ? 'low' : 'unknown');
    expect(second).not.toHaveProperty('fixedIn');
  });

  it('says that there is no database, which is not a clean report', async () => {
    expect(await scan(`echo "${complaint}" >&2; exit 1`)).toMatchObject({
      ok: false,
      failure: { kind: 'no-database' },
    });
  });

  it('fails with the words of the tool for anything else', async () => {
    expect(await scan('echo "cannot read the SBOM" >&2; exit 1')).toMatchObject({
      failure: { kind: 'failed', messages: [expect.stringContaining('cannot read the SBOM')] },
    });
    expect(await scan('echo "{}"')).toMatchObject({ failure: { kind: 'failed' } });
    expect(await scan('echo hello')).toMatchObject({ failure: { kind: 'failed' } });
  });

  it('names a way out where the tool is not installed', async () => {
    expect(await create(runnerWithout(folder.path())).scan('x')).toMatchObject({
      failure: { kind: 'unavailable', messages: [expect.stringContaining('--scanner osv')] },
    });
  });
});
