/** An SPDX document of packages by their package URLs, as much of it as is read. */
export const sbomOf = (...purls: readonly string[]): object => ({
  spdxVersion: 'SPDX-2.3',
  packages: purls.map((purl) => ({
    name: purl,
    externalRefs: [{ referenceType: 'purl', referenceLocator: purl }],
  })),
});

export const EXPRESS = 'pkg:npm/express@5.3.0';
export const LIBC = 'pkg:deb/debian/libc6@2.36-9%2Bdeb12u14?arch=amd64&distro=debian-12&upstream=glibc';
export const NODE = 'pkg:generic/node@24.21.0';
