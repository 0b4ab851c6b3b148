// One configuration for every project: `nx test <project>` passes the project's folder as --rootDir.
export default {
  testEnvironment: import.meta.dirname + '/tools/jest/environment.mjs',
  reporters: ['default', import.meta.dirname + '/tools/jest/count-reporter.mjs'],
  testMatch: ['<rootDir>/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': import.meta.dirname + '/tools/jest/strip-types.mjs' },
  transformIgnorePatterns: ['/node_modules/'],
};
