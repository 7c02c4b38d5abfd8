import { defineConfig } from 'oxlint';
import { layers } from './scripts/layers.ts';
import { importZones } from './scripts/lint/importZones.ts';

export default defineConfig({
  plugins: ['typescript', 'import', 'promise', 'unicorn', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: [
    'dist',
    'out',
    'media',
    'src/engine/kernels/*/assembly',
    'test/bench/*/assembly',
  ],
  rules: {
    'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    'no-console': 'error',
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/consistent-return': 'off',
    'no-shadow': 'off',
    'no-await-in-loop': 'off',
    'no-new': 'off',
    'import/no-unassigned-import': 'off',
    'no-underscore-dangle': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/no-array-reverse': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'unicorn/require-post-message-target-origin': 'off',
    'promise/always-return': 'off',
  },
  overrides: [
    ...importZones(layers),
    {
      // Without their packages, which come with the contract suite, these have no types to reason from.
      files: ['test/contract/clients/**'],
      rules: {
        'typescript/no-unnecessary-type-assertion': 'off',
        'typescript/no-useless-default-assignment': 'off',
      },
    },
    {
      files: ['src/engine/**', 'src/parquet/**'],
      rules: { 'typescript/no-non-null-assertion': 'off' },
    },
    {
      files: ['test/**', 'scripts/**', '*.mjs', '*.mts', 'oxlint.config.ts'],
      rules: {
        'no-console': 'off',
        'max-lines-per-function': 'off',
        'import/no-default-export': 'off',
        'typescript/no-non-null-assertion': 'off',
      },
    },
  ],
});
