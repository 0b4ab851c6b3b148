import { readFile } from 'node:fs/promises';
import { failWith, succeed, type Outcome } from '../../outcome.ts';
import { componentsOf, type Component } from '../../sbom/components.ts';
import type { ScanReport, Vulnerability, VulnerabilityScanner } from '../vulnerability-scanner.ts';
import { advisory, type Advisory } from './advisory.ts';
import { affects } from './affects.ts';
import { readAdvisories } from './read-advisories.ts';
import { severityIn } from './severity.ts';

class BrokenAdvisory extends Error {}

/**
 * Compares an SBOM with advisories in OSV's format from a folder or an archive.
 * An ecosystem of the SBOM of which the database has no advisory at all counts as no database.
 */
export const createOsvScanner = (database: string): VulnerabilityScanner => ({
  async scan(sbomFile, signal) {
    const components = componentsOf(JSON.parse(await readFile(sbomFile, 'utf8')));
    if (!components.ok) return components;
    const matching = createMatching(components.value);
    try {
      await readAdvisories(database, (text, from) => matching.take(parseAdvisory(text, from)), signal);
    } catch (error) {
      if (signal?.aborted) return failWith('aborted', 'The scan was stopped');
      if (error instanceof BrokenAdvisory) return failWith('invalid', error.message);
      return failWith(
        'no-database',
        `${database}: there are no advisories to read (${(error as Error).message}); see docs/how-to/scan-images.md`,
      );
    }
    return matching.report(database);
  },
});

function parseAdvisory(text: string, from: string): Advisory {
  try {
    return advisory.parse(JSON.parse(text));
  } catch {
    // Passing over what cannot be read would hide what it says.
    throw new BrokenAdvisory(`${from}: expected an advisory in OSV's format; fetch the database anew`);
  }
}

function createMatching(components: readonly Component[]) {
  const wanted = Map.groupBy(components, ({ advisoryName }) => advisoryName);
  const known = new Set<string>();
  const vulnerabilities: Vulnerability[] = [];
  let asOf = '';

  return {
    take(found: Advisory): void {
      if (found.modified > asOf) asOf = found.modified;
      for (const affected of found.affected) {
        if (affected.package === undefined) continue;
        const { ecosystem, name } = affected.package;
        known.add(ecosystem);
        if (found.withdrawn !== undefined) continue;
        for (const component of wanted.get(name) ?? []) {
          if (!isOf(component, ecosystem)) continue;
          const verdict = affects(affected, component.advisoryVersion, ecosystem);
          if (verdict.affected) vulnerabilities.push(describe(found, affected, component, verdict.fixedIn));
        }
      }
    },
    report(database: string): Outcome<ScanReport> {
      const missing = new Set(
        components.flatMap(({ ecosystem }) =>
          ecosystem === undefined || known.has(ecosystem) || known.has(familyOf(ecosystem))
            ? []
            : [ecosystem],
        ),
      );
      if (missing.size > 0)
        return failWith(
          'no-database',
          `${database}: it has no advisories for ${[...missing].sort().join(', ')}; add them, as docs/how-to/scan-images.md shows`,
        );
      const notJudged = components.filter(({ ecosystem }) => ecosystem === undefined).map(({ purl }) => purl);
      return succeed({
        vulnerabilities: unique(vulnerabilities),
        database,
        notJudged,
        ...(asOf && { asOf }),
      });
    },
  };
}

/** `Debian` stands for every release of it. */
const familyOf = (ecosystem: string): string => ecosystem.split(':')[0] ?? ecosystem;
const isOf = (component: Component, ecosystem: string): boolean =>
  component.ecosystem === ecosystem ||
  (component.ecosystem !== undefined && familyOf(component.ecosystem) === ecosystem);

const describe = (
  found: Advisory,
  affected: Advisory['affected'][number],
  { name, version }: Component,
  fixedIn: string | undefined,
): Vulnerability => ({
  id: found.id,
  aliases: found.aliases,
  package: name,
  version,
  severity: severityIn(found, affected),
  ...(fixedIn !== undefined && { fixedIn }),
  ...(found.summary !== undefined && { summary: found.summary }),
});

/** One advisory may name a package several times, once for each line of versions. */
function unique(vulnerabilities: readonly Vulnerability[]): Vulnerability[] {
  const byKey = new Map(vulnerabilities.map((one) => [`${one.id} ${one.package} ${one.version}`, one]));
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
