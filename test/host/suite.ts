import Mocha from 'mocha';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { HostResults, HostTest } from '../support/hostResults.ts';

/** Reports nothing: the results travel by file, and the host's console belongs to VS Code. */
class SilentReporter extends Mocha.reporters.Base {
  override epilogue(): void {}
}

/**
 * Runs every test file of this folder inside the extension host. Whichever runner started it finds the results in the
 * file that `VECTORSCOPE_HOST_RESULTS` names; a failure also rejects, so that VS Code ends with an exit code.
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false, reporter: SilentReporter });
  const files = readdirSync(__dirname).filter((file) => file.endsWith('.test.cjs'));
  for (const file of files.sort(byName)) mocha.addFile(path.join(__dirname, file));
  const tests: HostTest[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => tests.push(describeTest(test, 'passed')));
    runner.on('pending', (test) => tests.push(describeTest(test, 'skipped')));
    runner.on('fail', (test, error) => tests.push(describeTest(test, 'failed', error)));
  });
  const results: HostResults = { tests };
  const file = process.env['VECTORSCOPE_HOST_RESULTS'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(results));
  if (failures > 0) throw new Error(`${failures} tests failed in the extension host`);
}

/** By name; the one that ends the extension comes last. */
function byName(one: string, other: string): number {
  const last = 'deactivation.test.cjs';
  if (one === last || other === last) return one === last ? 1 : -1;
  return one < other ? -1 : 1;
}

function describeTest(test: Mocha.Runnable, state: HostTest['state'], error?: Error): HostTest {
  return {
    title: test.fullTitle(),
    state,
    durationMs: test.duration ?? 0,
    ...(error === undefined ? {} : { error: error.stack ?? error.message }),
  };
}
