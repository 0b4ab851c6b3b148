import type { ImageEntry } from '@slipway/deploy-lock';
import { digestOf } from '../digest.ts';
import { failWith, succeed, type Outcome } from '../outcome.ts';
import { describeVulnerability, judge, type GatePolicy, type GateResult } from '../scan/gate.ts';
import type { ScanReport, Vulnerability, VulnerabilityScanner } from '../scan/vulnerability-scanner.ts';
import type { StepContext } from './step.ts';

export interface ScanImages extends StepContext {
  readonly scanner: VulnerabilityScanner;
  readonly policy: GatePolicy;
}

/** Scans the SBOM of each image and judges the lot; `passed` is false where something stands against a release. */
export async function scanImages(options: ScanImages): Promise<Outcome<GateResult>> {
  const { policy, store, say } = options;
  const record = await store.read();
  if (!record.ok) return record;
  const found = new Map<string, readonly Vulnerability[]>();
  for (const entry of record.value.images) {
    const report = await scanOne(entry, options);
    if (!report.ok) return report;
    say(describeReport(entry.name, report.value));
    found.set(entry.name, report.value.vulnerabilities);
  }
  const result = judge(found, policy);
  for (const one of result.judged) say(describeVulnerability(one));
  for (const { id, package: name } of result.unused)
    say(`The exception for ${id} in ${name} is needed by no image`);
  return succeed(result);
}

async function scanOne(
  { name, sbom }: ImageEntry,
  { scanner, store, signal }: ScanImages,
): Promise<Outcome<ScanReport>> {
  const text = await store.readEvidence(name, 'sbom');
  if (sbom === undefined || text === undefined)
    return failWith('invalid', `${name}: it has no SBOM to scan; run: ./slipway images sbom`);
  if (digestOf(text) !== sbom.digest)
    return failWith(
      'refused',
      `${name}: ${store.evidenceFile(name, 'sbom')} was edited since it was recorded; run: ./slipway images sbom`,
    );
  return scanner.scan(store.evidenceFile(name, 'sbom'), signal);
}

function describeReport(image: string, { vulnerabilities, database, asOf, notJudged }: ScanReport): string {
  const age = asOf === undefined ? '' : `, newest of ${asOf}`;
  const blind = notJudged.length === 0 ? '' : `; it can say nothing about ${notJudged.join(', ')}`;
  return `${image}: ${vulnerabilities.length} found in ${database}${age}${blind}`;
}
