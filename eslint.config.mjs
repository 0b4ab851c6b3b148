import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Which layer may use which: app → feature/io → core → contract. */
const layers = {
  app: ['feature', 'io', 'core', 'contract'],
  tool: ['tool', 'feature', 'io', 'core', 'contract'],
  feature: ['feature', 'io', 'core', 'contract'],
  io: ['io', 'core', 'contract'],
  core: ['core', 'contract'],
  contract: ['contract'],
};

/** Which domain may use which. */
const domains = {
  service: ['service'],
  inference: ['inference', 'auth', 'service'],
  auth: ['auth', 'service'],
  deploy: ['deploy', 'inference', 'service'],
  gateway: ['gateway', 'inference', 'auth', 'service', 'deploy'],
  tooling: ['tooling', 'deploy', 'inference', 'auth', 'service'],
};

const only = (axis, allowed) =>
  Object.entries(allowed).map(([tag, targets]) => ({
    sourceTag: `${axis}:${tag}`,
    onlyDependOnLibsWithTags: targets.map((target) => `${axis}:${target}`),
  }));

const boundaries = (...allow) => [
  'error',
  { allow, depConstraints: [...only('type', layers), ...only('scope', domains)] },
];

const PURE =
  'Core and contract are pure: take the value as an argument, or move this to a library of type:io.';
const impure = [
  'express',
  'undici',
  'onnxruntime-node',
  '@tensorflow/*',
  '@kubernetes/*',
  'pino',
  'prom-client',
];

export default tseslint.config(
  { ignores: ['**/dist', '**/node_modules', '.nx', '.slipway'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.mjs'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(),
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Use a named export: it has one name everywhere.' },
        { selector: 'ExportAllDeclaration', message: 'Name what a library offers; `export *` hides it.' },
      ],
    },
  },
  {
    // Tests of any domain may start real servers in containers, and must know whether they can.
    files: ['**/*.test.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries('@slipway/deploy-engine', '@slipway/deploy-engine/testing'),
    },
  },
  {
    files: ['libs/**/*.ts'],
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'A library is given its configuration; the app reads it once.',
        },
      ],
    },
  },
  {
    files: [
      'libs/inference/{protocol,runtime,ensemble,declaration}/**/*.ts',
      'libs/service/{problem,config}/**/*.ts',
      'libs/deploy/{declaration,plan}/**/*.ts',
    ],
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: [...impure, 'node:fs', 'node:fs/*', 'node:http', 'node:timers'], message: PURE },
          ],
        },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'process', message: PURE },
        { name: 'setTimeout', message: PURE },
        { name: 'fetch', message: PURE },
      ],
    },
  },
  { files: ['*.config.mjs', 'tools/jest/*.mjs'], rules: { 'no-restricted-syntax': 'off' } },
  prettier,
);
