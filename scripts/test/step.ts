/** What one step of `npm test` found. */
export type StepResult = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** For each failure: what failed, and what was said of it. */
  readonly failures: readonly Failed[];
  /** The tests that passed when they ran again, with what their first run said. */
  readonly retried: readonly Failed[];
  /** How long each test took; empty for a step that is one test. */
  readonly times: readonly Timed[];
};

/** A test and how long it took. */
export type Timed = { readonly title: string; readonly tookMs: number };

export type Failed = { readonly title: string; readonly details: string };

export type Step = {
  readonly name: string;
  /** Settles with what was found; a throw counts as one failure. */
  readonly run: () => Promise<StepResult>;
  /** Whether `npm test` without names leaves it out. */
  readonly isOptional?: boolean;
};

export const nothingRun: StepResult = {
  passed: 0,
  failed: 0,
  skipped: 0,
  failures: [],
  retried: [],
  times: [],
};

export function passedOne(): StepResult {
  return { ...nothingRun, passed: 1 };
}

export function failedOne(title: string, details: string): StepResult {
  return { ...nothingRun, failed: 1, failures: [{ title, details }] };
}

export function sum(results: readonly StepResult[]): StepResult {
  return results.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
      failures: [...all.failures, ...one.failures],
      retried: [...all.retried, ...one.retried],
      times: [...all.times, ...one.times],
    }),
    nothingRun,
  );
}

/** Carries out a step. A suite that ran nothing has failed: its files were not found, or it was switched off. */
export async function carryOut({ name, run }: Step): Promise<StepResult> {
  try {
    const result = await run();
    const count = result.passed + result.failed;
    return count > 0
      ? result
      : { ...result, ...failedOne(name, 'ran nothing'), skipped: result.skipped };
  } catch (error) {
    return failedOne(name, error instanceof Error ? error.message : String(error));
  }
}
