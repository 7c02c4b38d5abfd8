import { describe, expect, it } from 'vitest';
import { count, countWithAgain, failedFiles, type Report } from '../../../scripts/test/report.ts';

type Status = 'passed' | 'failed' | 'skipped';

/** A report of files, whose tests are named by the file and a number. */
function report(files: Readonly<Record<string, readonly Status[]>>): Report {
  return {
    testResults: Object.entries(files).map(([name, tests]) => ({
      name: `/${name}`,
      status: tests.includes('failed') ? 'failed' : 'passed',
      message: '',
      assertionResults: tests.map((status, at) => ({
        fullName: `${name} ${at}`,
        ancestorTitles: [],
        status,
        duration: 1,
        failureMessages: status === 'failed' ? [`${name} ${at} broke`] : [],
      })),
    })),
  };
}

describe('a run of tests', () => {
  const first = report({ a: ['passed', 'failed', 'skipped'], b: ['passed', 'skipped'] });

  it('is counted', () => {
    expect(count(first)).toMatchObject({
      passed: 2,
      failed: 1,
      skipped: 2,
      failures: [{ title: 'a 1', details: 'a 1 broke' }],
    });
    expect(failedFiles(first)).toEqual(['/a']);
  });

  it('names what passed only when its file ran again', () => {
    expect(countWithAgain(first, report({ a: ['passed', 'passed', 'passed'] }))).toMatchObject({
      passed: 4,
      failed: 0,
      skipped: 1,
      failures: [],
      retried: [{ title: 'a 1', details: 'a 1 broke' }],
    });
  });

  it('fails by what fails again, and by what fails only then', () => {
    expect(countWithAgain(first, report({ a: ['passed', 'failed', 'failed'] }))).toMatchObject({
      passed: 2,
      failed: 2,
      failures: [{ title: 'a 1' }, { title: 'a 2' }],
      retried: [],
    });
  });

  it('fails by a file that breaks outside of its tests', () => {
    const broken = report({ c: [] });
    const [file] = broken.testResults;
    const again = { testResults: [{ ...file!, status: 'failed', message: 'no window' }] };
    expect(countWithAgain(broken, again)).toMatchObject({
      failed: 1,
      failures: [{ details: 'no window' }],
    });
  });
});
