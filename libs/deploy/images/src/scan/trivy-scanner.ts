import { z } from 'zod';
import { succeed } from '../outcome.ts';
import type { RunTool } from '../tool/run-tool.ts';
import { scanWithTool } from './scan-with-tool.ts';
import { severityOf, type VulnerabilityScanner } from './vulnerability-scanner.ts';

/** What is read of trivy's report (`--format json`); a clean target has no list at all. */
const document = z.object({
  SchemaVersion: z.literal(2),
  Results: z
    .array(
      z.object({
        Vulnerabilities: z
          .array(
            z.object({
              VulnerabilityID: z.string(),
              VendorIDs: z.array(z.string()).nullish(),
              PkgName: z.string(),
              InstalledVersion: z.string(),
              FixedVersion: z.string().optional(),
              Severity: z.string().optional(),
              Title: z.string().optional(),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
});

/** Scans with trivy and the database that it keeps. */
export const createTrivyScanner = (run: RunTool): VulnerabilityScanner => ({
  async scan(sbomFile, signal) {
    const read = await scanWithTool(
      run,
      {
        tool: 'trivy',
        args: ['sbom', '--format', 'json', '--no-progress', '--scanners', 'vuln', sbomFile],
        env: {},
        install: 'install trivy, or scan with OSV files: ./slipway images scan --scanner osv',
        document,
        noDatabase: /DB error|vulnerability DB|cannot be specified on the first run/i,
      },
      signal,
    );
    if (!read.ok) return read;
    const found = (read.value.Results ?? []).flatMap(({ Vulnerabilities }) => Vulnerabilities ?? []);
    const vulnerabilities = found.map((one) => ({
      id: one.VulnerabilityID,
      aliases: one.VendorIDs ?? [],
      package: one.PkgName,
      version: one.InstalledVersion,
      severity: severityOf(one.Severity),
      ...(one.FixedVersion && { fixedIn: one.FixedVersion }),
      ...(one.Title !== undefined && { summary: one.Title }),
    }));
    return succeed({ vulnerabilities, database: "trivy's own", notJudged: [] });
  },
});
