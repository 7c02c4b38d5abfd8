import { isObject } from '../../../common/objects.ts';
import type { RunAnswers, RunReport } from './runReport.ts';

/** Prints reports as JSON: one line for each question, so that git shows what changed. Holds no time, cost or key. */
export function printReports(reports: readonly RunReport[]): string {
  const runs = reports.map(({ run, score, intervals }) => {
    const { setup, index, namespace, recordCount, answers } = run;
    const means = score.measures.map(({ name }, at) => {
      const interval = intervals[at];
      const value = {
        mean: rounded(score.means[at] ?? 0),
        ...(interval && { low: rounded(interval.low), high: rounded(interval.high) }),
        n: score.questions.length,
      };
      return `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
    });
    const perQuery = score.questions.map(({ question, values }) => {
      const named = score.measures.map(({ name }, at) => [name, rounded(values[at] ?? 0)]);
      return `${JSON.stringify(question)}: ${JSON.stringify(Object.fromEntries(named))}`;
    });
    const lists = [...answers].map(
      ([question, ids]) => `${JSON.stringify(question)}: ${JSON.stringify(ids)}`,
    );
    return [
      `{ "setup": ${JSON.stringify(setup)}, "index": ${JSON.stringify(index)}, "namespace": ${JSON.stringify(namespace)},`,
      ...(recordCount === undefined ? [] : [`"records": ${recordCount},`]),
      `"mean": ${block(means)},`,
      `"perQuery": ${block(perQuery)},`,
      `"answers": ${block(lists)} }`,
    ].join('\n');
  });
  return `{ "vecstudyReport": ${reportVersion}, "runs": [\n${runs.join(',\n')}\n] }\n`;
}

/** The version of the file that `--json` writes and `--baseline` reads. */
const reportVersion = 1;

/** Reads the answers of a report's runs; a text that says what is wrong for any other file. */
export function parseReports(text: string): readonly RunAnswers[] | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `It is no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (!isObject(value) || typeof value['vecstudyReport'] !== 'number')
    return 'It is no report of a study: write one with --json FILE';
  if (value['vecstudyReport'] !== reportVersion)
    return `It has version ${value['vecstudyReport']}; this program reads version ${reportVersion}`;
  const runs = value['runs'];
  const read = Array.isArray(runs) ? runs.map(readRun) : [undefined];
  const valid = read.filter((run) => run !== undefined);
  return valid.length === read.length ? valid : 'A run in it has no setup, index or answers';
}

function readRun(value: unknown): RunAnswers | undefined {
  if (!isObject(value)) return undefined;
  const { setup, index, namespace, records, answers } = value;
  if (typeof setup !== 'string' || typeof index !== 'string' || typeof namespace !== 'string')
    return undefined;
  if (!isObject(answers)) return undefined;
  const read = new Map<string, readonly string[]>();
  for (const [question, ids] of Object.entries(answers)) {
    if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'string')) return undefined;
    read.set(question, ids);
  }
  const count = typeof records === 'number' ? { recordCount: records } : {};
  return { setup, index, namespace, ...count, answers: read };
}

function block(lines: readonly string[]): string {
  return lines.length === 0 ? '{}' : `{\n  ${lines.join(',\n  ')}\n}`;
}

/** Twelve decimals: more is rounding, and would differ between machines. */
function rounded(value: number): number {
  return Number(value.toFixed(12));
}
