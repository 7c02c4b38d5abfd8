import { configDefaults, defineConfig } from 'vitest/config';
import { patienceMs, testLimitMs } from './test/support/workbench/patience.ts';
import { uiWorkers } from './test/support/workbench/uiWorkers.ts';
import { slowTests } from './scripts/test/slowTests.ts';

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

const unit = {
  globalSetup: ['test/support/temporaryFiles.ts', 'test/support/kernels.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    projects: [
      project('unit', unit),
      // The part of them that `npm run check` runs.
      project('quick', {
        ...unit,
        include: ['test/unit/**/*.test.{ts,tsx}'],
        exclude: [...configDefaults.exclude, ...Object.keys(slowTests)],
        // Half of the time would go into loading the same modules for each file; the stage `unit` isolates them.
        isolate: false,
      }),
      project('contract', { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('crash', { testTimeout: 120_000, hookTimeout: 60_000, fileParallelism: false }),
      project('fuzz', { testTimeout: 180_000, hookTimeout: 60_000, fileParallelism: false }),
      project('attacks', { testTimeout: 180_000, hookTimeout: 60_000, fileParallelism: false }),
      project('corpus', { testTimeout: 180_000, hookTimeout: 60_000, fileParallelism: false }),
      project('ui', {
        testTimeout: testLimitMs,
        hookTimeout: testLimitMs,
        expect: { poll: { timeout: patienceMs } },
        setupFiles: 'test/support/workbench/skipAfterFailure.ts',
        globalSetup: ['test/support/temporaryFiles.ts', 'test/support/workbench/sharedServer.ts'],
        maxWorkers: uiWorkers,
      }),
    ],
  },
});
