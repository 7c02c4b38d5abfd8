import { defineConfig } from 'vitest/config';

// All limits end what hangs: no test is about time, and a machine may be busy with others.
const project = (name: string, options: object = {}): object => ({
  // A failed comparison shows what differs, not how many entries there are.
  test: {
    name,
    chaiConfig: { truncateThreshold: 4000 },
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    globalSetup: 'test/support/temporaryFiles.ts',
    expect: { poll: { timeout: 30_000 } },
    ...options,
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', {
        globalSetup: ['test/support/temporaryFiles.ts', 'test/support/kernels.ts'],
        testTimeout: 60_000,
      }),
      project('contract', { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('crash', { testTimeout: 120_000, hookTimeout: 60_000, fileParallelism: false }),
      project('fuzz', { testTimeout: 180_000, hookTimeout: 60_000, fileParallelism: false }),
      project('attacks', { testTimeout: 180_000, hookTimeout: 60_000, fileParallelism: false }),
      project('ui', { testTimeout: 180_000, hookTimeout: 180_000, fileParallelism: false }),
    ],
  },
});
