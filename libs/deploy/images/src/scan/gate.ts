import type { Exception } from './exceptions.ts';
import { SEVERITIES, type Severity, type Vulnerability } from './vulnerability-scanner.ts';

export interface GatePolicy {
  /** The least severity that fails. */
  readonly failAt: Exclude<Severity, 'unknown'>;
  /** Whether a vulnerability that nobody has rated passes. */
  readonly allowUnknown?: boolean;
  readonly exceptions: readonly Exception[];
  /** Today as `YYYY-MM-DD`, in UTC. */
  readonly today: string;
}

export interface JudgedVulnerability extends Vulnerability {
  readonly image: string;
  readonly verdict: 'fails' | 'excepted' | 'below';
  /** The exception that covers it, or did until it expired. */
  readonly exception?: Exception;
}

export interface GateResult {
  readonly passed: boolean;
  readonly judged: readonly JudgedVulnerability[];
  /** Exceptions that nothing needs any more. */
  readonly unused: readonly Exception[];
}

/** Judges what scans have found; an exception counts until the end of its last day. */
export function judge(found: ReadonlyMap<string, readonly Vulnerability[]>, policy: GatePolicy): GateResult {
  const judged = [...found].flatMap(([image, vulnerabilities]) =>
    vulnerabilities.map((vulnerability) => ({ image, ...judgeOne(vulnerability, policy) })),
  );
  const used = new Set(judged.map(({ exception }) => exception));
  return {
    passed: judged.every(({ verdict }) => verdict !== 'fails'),
    judged,
    unused: policy.exceptions.filter((exception) => !used.has(exception)),
  };
}

function judgeOne(
  vulnerability: Vulnerability,
  { failAt, allowUnknown = false, exceptions, today }: GatePolicy,
): Omit<JudgedVulnerability, 'image'> {
  const names = [vulnerability.id, ...vulnerability.aliases];
  const matching = exceptions.filter(
    (exception) => exception.package === vulnerability.package && names.includes(exception.id),
  );
  const exception = matching.find(({ expires }) => expires >= today) ?? matching[0];
  const told = { ...vulnerability, ...(exception && { exception }) };
  if (exception !== undefined && exception.expires >= today) return { ...told, verdict: 'excepted' };
  const fails =
    vulnerability.severity === 'unknown'
      ? !allowUnknown
      : SEVERITIES.indexOf(vulnerability.severity) >= SEVERITIES.indexOf(failAt);
  return { ...told, verdict: fails ? 'fails' : 'below' };
}

/** One line about a vulnerability that was found: what, where, how bad, and what to do. */
export function describeVulnerability(one: JudgedVulnerability): string {
  const fix = one.fixedIn === undefined ? 'no fixed version is known' : `fixed in ${one.fixedIn}`;
  const head = `${one.image}: ${one.id} in ${one.package} ${one.version} (${one.severity}); ${fix}`;
  if (one.exception === undefined) return head;
  return one.verdict === 'excepted'
    ? `${head}; excepted until ${one.exception.expires}: ${one.exception.reason}`
    : `${head}; its exception expired on ${one.exception.expires}`;
}
