import { z } from 'zod';
import { succeed } from '../outcome.ts';
import type { RunTool } from '../tool/run-tool.ts';
import { scanWithTool } from './scan-with-tool.ts';
import { severityOf, type VulnerabilityScanner } from './vulnerability-scanner.ts';

/** What is read of grype's report (`--output json`). */
const document = z.object({
  matches: z.array(
    z.object({
      vulnerability: z.object({
        id: z.string(),
        severity: z.string().optional(),
        description: z.string().optional(),
        fix: z.object({ versions: z.array(z.string()).nullish() }).optional(),
      }),
      relatedVulnerabilities: z.array(z.object({ id: z.string() })).nullish(),
      artifact: z.object({ name: z.string(), version: z.string() }),
    }),
  ),
});

/** Scans with grype and the database that it keeps. */
export const createGrypeScanner = (run: RunTool): VulnerabilityScanner => ({
  async scan(sbomFile, signal) {
    const read = await scanWithTool(
      run,
      {
        tool: 'grype',
        args: [`sbom:${sbomFile}`, '--output', 'json', '--quiet'],
        env: { GRYPE_CHECK_FOR_APP_UPDATE: 'false' },
        install: 'install grype, or scan with OSV files: ./slipway images scan --scanner osv',
        document,
        noDatabase: /vulnerability (db|database)|database (does not exist|metadata)/i,
      },
      signal,
    );
    if (!read.ok) return read;
    const vulnerabilities = read.value.matches.map(({ vulnerability, relatedVulnerabilities, artifact }) => {
      const fixedIn = vulnerability.fix?.versions?.[0];
      return {
        id: vulnerability.id,
        aliases: (relatedVulnerabilities ?? []).map(({ id }) => id),
        package: artifact.name,
        version: artifact.version,
        severity: severityOf(vulnerability.severity),
        ...(fixedIn !== undefined && { fixedIn }),
        ...(vulnerability.description !== undefined && { summary: vulnerability.description }),
      };
    });
    return succeed({ vulnerabilities, database: "grype's own", notJudged: [] });
  },
});
