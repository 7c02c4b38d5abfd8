import type { RunReport } from '../../model/evaluation/report/runReport.ts';
import { smallestDifference } from '../../model/evaluation/statistics/smallestDifference.ts';
import { printGate, signed } from '../../model/evaluation/study/gates.ts';

/** Prints a report for a terminal. */
export function printReport({ run, score, intervals, comparisons, gates }: RunReport): string {
  const n = score.questions.length;
  const rows = score.measures.map(({ name }, at) => {
    const interval = intervals[at];
    const range = interval ? `(${interval.low.toFixed(4)} to ${interval.high.toFixed(4)})` : '';
    const comparison = comparisons.find(({ measure }) => measure === name);
    const change = comparison
      ? `  ${signed(comparison.difference)}, p ${comparison.p.toPrecision(2)}, ${comparison.wins} won, ${comparison.losses} lost`
      : '';
    return `  ${name.padEnd(12)} ${(score.means[at] ?? 0).toFixed(4)} ${range.padEnd(18)}${change}`.trimEnd();
  });
  const least = comparisons[0]?.smallestDifference ?? smallestDifference(n);
  return `${[
    `${run.setup}: means of ${n} questions, with their 95% intervals`,
    ...rows,
    `  The smallest difference that ${n} questions show is about ${least.toFixed(3)}`,
    ...gates.map(({ gate, state, found }) => `  ${words[state]}  ${printGate(gate)}: ${found}`),
  ].join('\n')}\n`;
}

const words = { met: 'met   ', failed: 'FAILED', unchecked: 'skipped' } as const;
