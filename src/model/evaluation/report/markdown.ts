import { printGate, signed } from '../study/gates.ts';
import type { RunReport } from './runReport.ts';

const mostChanges = 10;

/** Prints reports in Markdown, for a comment on a pull request. */
export function printMarkdown(study: string, reports: readonly RunReport[]): string {
  return `${[`# ${escaped(study)}`, ...reports.flatMap(sectionOf)].join('\n\n')}\n`;
}

function sectionOf(report: RunReport): readonly string[] {
  const { run, gates, notes } = report;
  return [
    `## ${escaped(run.setup)}`,
    measureTable(report),
    ...(gates.length > 0 ? [gateTable(report)] : []),
    ...changeTable(report),
    ...notes.map((note) => `> ${escaped(note)}`),
  ];
}

function measureTable({ score, intervals, comparisons }: RunReport): string {
  const n = score.questions.length;
  const rows = score.measures.map(({ name }, at) => {
    const interval = intervals[at];
    const comparison = comparisons.find(({ measure }) => measure === name);
    return [
      name,
      (score.means[at] ?? 0).toFixed(4),
      interval ? `${interval.low.toFixed(4)} to ${interval.high.toFixed(4)}` : '',
      String(n),
      ...(comparison
        ? [
            signed(comparison.difference),
            comparison.interval
              ? `${signed(comparison.interval.low)} to ${signed(comparison.interval.high)}`
              : '',
            comparison.p.toPrecision(2),
            comparison.smallestDifference.toFixed(3),
            `${comparison.wins} / ${comparison.losses} / ${comparison.ties}`,
          ]
        : []),
    ];
  });
  const head = ['measure', 'mean', '95%', 'n'];
  const more = ['difference', '95% of it', 'p', 'smallest shown', 'wins / losses / ties'];
  return table(comparisons.length > 0 ? [...head, ...more] : head, rows);
}

function gateTable({ gates }: RunReport): string {
  const words = { met: 'met', failed: '**failed**', unchecked: 'not checked' } as const;
  return table(
    ['gate', 'result', 'found'],
    gates.map(({ gate, state, found }) => [printGate(gate), words[state], found]),
  );
}

function changeTable({ comparisons }: RunReport): readonly string[] {
  const [first] = comparisons;
  const lost = first?.changes.filter(({ before, after }) => after < before) ?? [];
  if (!first || lost.length === 0) return [];
  const rows = lost
    .slice(0, mostChanges)
    .map(({ question, before, after }) => [question, before.toFixed(4), after.toFixed(4)]);
  return [table([`largest losses of ${first.measure}`, 'before', 'after'], rows)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => escaped(cell)).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll(/\s+/g, ' ');
}
