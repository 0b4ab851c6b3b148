import { PackageURL } from 'packageurl-js';
import { z } from 'zod';
import { failWith, succeed, type Outcome } from '../outcome.ts';

/** One package of an SBOM. */
export interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  /** Where advisories about it are kept, in OSV's words; undefined where none are by package, as for a bare program. */
  readonly ecosystem?: string;
  /** Its name there, and the version that is compared. */
  readonly advisoryName: string;
  readonly advisoryVersion: string;
}

const spdx = z.object({
  packages: z.array(
    z.object({
      externalRefs: z
        .array(z.object({ referenceType: z.string(), referenceLocator: z.string() }))
        .default([]),
    }),
  ),
});

/** The packages that an SPDX document names by package URL. */
export function componentsOf(document: unknown): Outcome<Component[]> {
  const parsed = spdx.safeParse(document);
  if (!parsed.success)
    return failWith('invalid', 'The SBOM is no SPDX 2 document; make it anew with: ./slipway images sbom');
  const purls = parsed.data.packages.flatMap(({ externalRefs }) =>
    externalRefs
      .filter(({ referenceType }) => referenceType === 'purl')
      .map(({ referenceLocator }) => referenceLocator),
  );
  try {
    return succeed([...new Set(purls)].sort().flatMap((purl) => componentOf(purl) ?? []));
  } catch (error) {
    return failWith('invalid', `The SBOM has a package URL that cannot be read: ${(error as Error).message}`);
  }
}

/** The image itself is in its own list, and is no package. */
function componentOf(purl: string): Component | undefined {
  const parsed = PackageURL.fromString(purl);
  if (parsed.type === 'oci' || parsed.version === undefined) return undefined;
  const name = parsed.namespace ? `${parsed.namespace}/${parsed.name}` : parsed.name;
  const own = { name, version: parsed.version, purl, advisoryName: name, advisoryVersion: parsed.version };
  if (parsed.type === 'npm') return { ...own, ecosystem: 'npm' };
  if (parsed.type === 'deb' && parsed.namespace === 'debian') return debian(own, parsed);
  return own;
}

/** Debian's advisories are about source packages; syft names the source as `upstream`, with its version where it differs. */
function debian(own: Component, { name, qualifiers }: PackageURL): Component {
  const { distro, upstream } = (qualifiers ?? {}) as Record<string, string | undefined>;
  const [source = name, sourceVersion] = upstream?.split('@') ?? [];
  const release = /^debian-(\d+)/.exec(distro ?? '')?.[1];
  return {
    ...own,
    name,
    advisoryName: source,
    advisoryVersion: sourceVersion ?? own.version,
    ...(release !== undefined && { ecosystem: `Debian:${release}` }),
  };
}
