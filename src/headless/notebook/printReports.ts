import { xmlAttribute, xmlContent } from '../../model/evaluation/report/xmlText.ts';
import { titleOf, type CellReport } from './cellReport.ts';

const words = {
  passed: 'passed ',
  unmet: 'UNMET  ',
  failed: 'FAILED ',
  skipped: 'skipped',
} as const;

/** Prints one line for each cell, and one below it for each assertion that is not met. */
export function printText(reports: readonly CellReport[]): string {
  const lines = reports.flatMap((report) => [
    `${words[report.state]}  ${titleOf(report)}: ${report.summary}`,
    ...report.checks
      .filter(({ isMet }) => !isMet)
      .map(({ text, found }) => `         not met: ${text} (found: ${found})`),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

/** Prints the results as JSON, without vectors. */
export function printJson(file: string, reports: readonly CellReport[]): string {
  const cells = reports.map(({ at, cell, state, summary, checks, tookMs, outcome }) => ({
    at,
    kind: cell.kind,
    name: cell.name,
    state,
    summary,
    tookMs: Math.round(tookMs),
    checks: checks.map(({ text, isMet, found }) => ({ text, isMet, found })),
    ...(outcome?.kind === 'hits' && {
      hits: outcome.hits.map(({ id, score }) => ({ id, score })),
      readUnits: outcome.usage.readUnits ?? 0,
    }),
    ...(outcome?.kind === 'explanations' && { explanations: outcome.explanations }),
    ...(outcome?.kind === 'comparison' && {
      lists: outcome.lists.map(({ name, hits }) => ({ name, ids: hits.map(({ id }) => id) })),
    }),
  }));
  return `${JSON.stringify({ file, cells }, null, 2)}\n`;
}

/** Prints JUnit XML: a test case for each assertion, and for each cell without one. */
export function printNotebookJunit(file: string, reports: readonly CellReport[]): string {
  const cases = reports.flatMap((report) => casesOf(file, report));
  const count = (tag: string): number => cases.filter((one) => one.includes(`<${tag} `)).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  const suite = `  <testsuite name="${xmlAttribute(file)}" ${counts}>\n${cases.join('')}  </testsuite>\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suite}</testsuites>\n`;
}

function casesOf(file: string, report: CellReport): readonly string[] {
  const { state, summary, checks, tookMs } = report;
  const title = titleOf(report);
  if (checks.length === 0) {
    const message = `message="${xmlAttribute(summary)}"`;
    const inside = {
      passed: `<system-out>${xmlContent(summary)}</system-out>`,
      unmet: '',
      failed: `<error ${message}/>`,
      skipped: `<skipped ${message}/>`,
    }[state];
    return [testCase(file, title, tookMs, inside)];
  }
  return checks.map(({ text, isMet, found }) =>
    testCase(
      file,
      `${title}: ${text}`,
      tookMs,
      isMet ? '' : `<failure message="${xmlAttribute(`found: ${found}`)}"/>`,
    ),
  );
}

function testCase(suite: string, name: string, tookMs: number, inside: string): string {
  const time = (tookMs / 1000).toFixed(3);
  return `    <testcase classname="${xmlAttribute(suite)}" name="${xmlAttribute(name)}" time="${time}">${inside}</testcase>\n`;
}
