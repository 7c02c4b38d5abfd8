import { xmlAttribute as attribute, xmlContent as content } from './xmlText.ts';
import { printGate } from '../study/gates.ts';
import type { RunReport } from './runReport.ts';

/** Prints reports as JUnit XML: a suite for each setup, a test case for each gate, and one for each question. */
export function printJunit(study: string, reports: readonly RunReport[]): string {
  const suites = reports.map((report) => suiteOf(study, report));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('')}</testsuites>\n`;
}

function suiteOf(study: string, { run, gates, score, missed }: RunReport): string {
  const name = attribute(`${study}: ${run.setup}`);
  const each = gates.filter(({ gate, state }) => gate.kind === 'each' && state === 'failed');
  const failing = new Map(
    each.flatMap(({ gate, questions }) => questions.map((one) => [one, printGate(gate)] as const)),
  );
  const general = gates.filter(({ gate }) => gate.kind !== 'each');
  const gateCases = general.map(({ gate, state, found }) => {
    const inside =
      state === 'failed'
        ? `<failure message="${attribute(`${printGate(gate)}: ${found}`)}"/>`
        : state === 'unchecked'
          ? `<skipped message="${attribute(found)}"/>`
          : '';
    return testCase(name, `gate: ${printGate(gate)}`, inside);
  });
  const questionCases = score.questions.map(({ question, values }) => {
    const gate = failing.get(question);
    const shown = score.measures.map((one, at) => `${one.name} ${(values[at] ?? 0).toFixed(4)}`);
    const lost = missed.get(question) ?? [];
    const output = [shown.join(', '), ...lost.map((id) => `missed: ${id}`)].join('\n');
    const failure =
      gate === undefined
        ? ''
        : `<failure message="${attribute(`not met: ${gate}`)}">${content(output)}</failure>`;
    return testCase(name, question, `${failure}<system-out>${content(output)}</system-out>`);
  });
  const failures = general.filter(({ state }) => state === 'failed').length + failing.size;
  const skipped = general.filter(({ state }) => state === 'unchecked').length;
  const count = gateCases.length + questionCases.length;
  return `  <testsuite name="${name}" tests="${count}" failures="${failures}" skipped="${skipped}" errors="0">\n${[...gateCases, ...questionCases].join('')}  </testsuite>\n`;
}

function testCase(suite: string, name: string, inside: string): string {
  return `    <testcase classname="${suite}" name="${attribute(name)}">${inside}</testcase>\n`;
}
