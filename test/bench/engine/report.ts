import { figure, markdownTable } from '../shared/markdown.ts';
import { percentOf, titleOf, type Cost, type MeetingResult } from './meeting.ts';
import type { LeftOut, Standing } from './race.ts';

/** With times, or where the machine was busy with ratios only. */
export function reportOf(results: readonly MeetingResult[], isBusy = false): string {
  const datasets = new Map(
    results.map(({ meeting: { dataset } }) => [dataset.name, dataset.about]),
  );
  const cell = isBusy
    ? 'how often ours fits into its time (median over the turns)'
    : 'the median and the 95th percentile in milliseconds, how often ours fits into it (median over the turns)';
  const about = [...datasets].map(([name, text]) => `- **${name}**: ${text}.`);
  return [
    `Each query is answered by all contestants in turn, each in a process of its own, by as many threads; a cell holds ${cell}, and the recall against scores in float64 where it is not 1. All of it is inside a process: *Over HTTP* has what clients wait for. Queries are rows that were held out. Graphs stay in a cache for later runs; their rows/s are those of the run that built them. The rows are:`,
    about.join('\n'),
    ...results.map((result) => sectionOf(result, isBusy)),
  ].join('\n\n');
}

function sectionOf({ meeting, races, costs, leftOut }: MeetingResult, isBusy: boolean): string {
  const names = costs.map(({ name }) => name);
  const head = races.map(({ topK, below }) =>
    below === undefined
      ? `k = ${figure(topK)}`
      : `k = ${figure(topK)}, filter ${percentOf(below)}%`,
  );
  const rows = names.map((name) => [
    name,
    ...races.map(({ standings }) =>
      cellOf(
        standings.find((one) => one.name === name),
        isBusy,
      ),
    ),
  ]);
  return [
    `### ${titleOf(meeting)}`,
    markdownTable(['', ...head], rows),
    costTable(costs, isBusy),
    ...absences([...leftOut, ...races.flatMap((race) => race.leftOut)]),
  ].join('\n\n');
}

function cellOf(standing: Standing | undefined, isBusy: boolean): string {
  if (standing === undefined) return '–';
  const { p50, p95, ratio, recall } = standing;
  const found = recall > 0.999_95 ? '' : `, recall ${recall.toFixed(3)}`;
  if (isBusy) return `${figure(ratio)}x${found}`;
  return `${figure(p50)} / ${figure(p95)} (${figure(ratio)}x${found})`;
}

function costTable(costs: readonly Cost[], isBusy: boolean): string {
  const columns = [
    { head: 'rows/s in', isTime: true, valueOf: ({ rowsPerSecond }: Cost) => rowsPerSecond },
    { head: 'memory, MiB', isTime: false, valueOf: (cost: Cost) => cost.memoryBytes / 2 ** 20 },
    {
      head: 'open to first answer, s',
      isTime: true,
      valueOf: ({ openMs }: Cost) => (openMs === undefined ? undefined : openMs / 1000),
    },
  ].filter(({ isTime }) => !isBusy || !isTime);
  const rows = costs.map((cost) => [
    cost.name,
    ...columns.map(({ valueOf }) => {
      const value = valueOf(cost);
      return value === undefined ? '–' : figure(value);
    }),
  ]);
  return markdownTable(['', ...columns.map(({ head }) => head)], rows);
}

function absences(leftOut: readonly LeftOut[]): string[] {
  const lines = new Set(leftOut.map(({ name, why }) => `${name} (${why})`));
  return lines.size === 0 ? [] : [`Not everywhere: ${[...lines].join('; ')}.`];
}
