import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createGrypeScanner,
  createOsvScanner,
  createTrivyScanner,
  parseExceptions,
  type GatePolicy,
  type RunTool,
  type VulnerabilityScanner,
} from '@slipway/deploy-images';
import { CommandError } from '../exit.ts';
import type { Workspace } from '../workspace.ts';
import { valueOf } from './end-step.ts';

export const scanners = ['osv', 'grype', 'trivy'] as const;

export interface ScanOptions {
  readonly scanner: (typeof scanners)[number];
  /** Folder or archive of advisories, for `osv`. */
  readonly database?: string;
  readonly failAt: GatePolicy['failAt'];
  readonly allowUnknown?: boolean;
  /** Of a release alone: false where it is not to be scanned. */
  readonly scan?: boolean;
}

const EXCEPTIONS = 'security/exceptions.yaml';

export function chooseScanner(run: RunTool, { scanner, database, scan }: ScanOptions): VulnerabilityScanner {
  if (scanner === 'grype') return createGrypeScanner(run);
  if (scanner === 'trivy') return createTrivyScanner(run);
  if (database !== undefined) return createOsvScanner(database);
  throw new CommandError(
    'noDatabase',
    `There is no database to compare with: name a folder or archive of OSV files with --database, or another --scanner${
      scan === undefined ? '' : '; --no-scan releases what nobody has scanned'
    }`,
  );
}

/** What stands against a release: severity, and the exceptions that are committed. */
export function gatePolicy({ root }: Workspace, { failAt, allowUnknown = false }: ScanOptions): GatePolicy {
  const file = join(root, EXCEPTIONS);
  const exceptions = existsSync(file) ? valueOf(parseExceptions(readFileSync(file, 'utf8'), EXCEPTIONS)) : [];
  return { failAt, allowUnknown, exceptions, today: new Date().toISOString().slice(0, 10) };
}
