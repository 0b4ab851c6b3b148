import cvss from 'ae-cvss-calculator';
import { SEVERITIES, severityOf, type Severity } from '../vulnerability-scanner.ts';
import type { Advisory, Affected } from './advisory.ts';

/** The severity of an advisory for one package: the database's word, else CVSS, else Debian's urgency. */
export function severityIn(advisory: Advisory, affected: Affected): Severity {
  const word = severityOf(advisory.database_specific?.severity);
  if (word !== 'unknown') return word;
  const vectors = [...(affected.severity ?? []), ...(advisory.severity ?? [])];
  const scored = vectors.map(({ score }) => severityOfVector(score));
  const worst = SEVERITIES[Math.max(0, ...scored.map((severity) => SEVERITIES.indexOf(severity)))];
  if (worst !== undefined && worst !== 'unknown') return worst;
  return severityOf(affected.ecosystem_specific?.urgency);
}

/** The rating of a CVSS vector (version 2, 3 or 4) by the scale of CVSS 3.1, section 5. */
export function severityOfVector(vector: string): Severity {
  // An unfinished vector gets a number as well, but no base score.
  const scores = cvss.fromVector(vector)?.calculateScores();
  const score = scores?.base === undefined ? undefined : scores.overall;
  if (score === undefined || Number.isNaN(score)) return 'unknown';
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}
