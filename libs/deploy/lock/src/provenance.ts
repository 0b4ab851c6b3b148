import type { ImageEntry } from './lock.ts';

export interface BuildFacts {
  /** Where the source is, for example the URL of its repository. */
  readonly source: string;
  /** What ran the build: a name and version that people recognise. */
  readonly builder: string;
  /** Files and base images that went in, with their digests. */
  readonly inputs: readonly { readonly name: string; readonly digest: string }[];
}

export const PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1';

const hex = (digest: string) => ({ sha256: digest.slice('sha256:'.length) });

/**
 * How an image was built, in the form of SLSA provenance v1 (https://slsa.dev/spec/v1.0/provenance).
 * It tells no times: the same source gives the same image, and so the same statement.
 */
export function provenancePredicate(entry: ImageEntry, { source, builder, inputs }: BuildFacts): object {
  return {
    buildDefinition: {
      buildType: 'urn:slipway:image-build:1',
      externalParameters: { service: entry.name, tag: entry.tag },
      resolvedDependencies: [
        { uri: source, digest: { gitCommit: entry.gitRevision ?? 'unknown' } },
        ...inputs.map(({ name, digest }) => ({ name, digest: hex(digest) })),
        ...entry.models.map(({ name, version, digest }) => ({
          name: `model ${name} version ${version}`,
          digest: hex(digest),
        })),
      ],
    },
    runDetails: {
      builder: { id: builder },
      ...(entry.sbom && { byproducts: [{ name: 'sbom.spdx.json', digest: hex(entry.sbom.digest) }] }),
    },
  };
}

/** The in-toto statement (v1) that says the predicate of the image of `entry`; undefined before it is built. */
export function provenanceStatement(entry: ImageEntry, predicate: object): object | undefined {
  const subject = entry.digest ?? entry.imageId;
  if (subject === undefined) return undefined;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: entry.name, digest: hex(subject) }],
    predicateType: PROVENANCE_TYPE,
    predicate,
  };
}
