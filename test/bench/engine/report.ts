import { figure, markdownTable } from '../shared/markdown.ts';
import { titleOf, type Cost, type MeetingResult } from './meeting.ts';
import type { LeftOut, Standing } from './race.ts';

export function reportOf(results: readonly MeetingResult[]): string {
  const datasets = new Map(
    results.map(({ meeting: { dataset } }) => [dataset.name, dataset.about]),
  );
  const about = [...datasets].map(([name, text]) => `- **${name}**: ${text}.`);
  return [
    'Each query is answered by all contestants in turn, each in a process of its own, by as many threads; a cell holds the median and the 95th percentile in milliseconds, how often ours fits into it (median over the turns), and the recall against scores in float64 where it is not 1. Queries are rows that were held out. The rows are:',
    about.join('\n'),
    ...results.map(sectionOf),
  ].join('\n\n');
}

function sectionOf({ meeting, races, costs, leftOut }: MeetingResult): string {
  const names = costs.map(({ name }) => name);
  const head = races.map(({ topK, below }) =>
    below === undefined ? `k = ${figure(topK)}` : `k = ${figure(topK)}, filter ${below}%`,
  );
  const rows = names.map((name) => [
    name,
    ...races.map(({ standings }) => cellOf(standings.find((one) => one.name === name))),
  ]);
  return [
    `### ${titleOf(meeting)}`,
    markdownTable(['', ...head], rows),
    costTable(costs),
    ...absences([...leftOut, ...races.flatMap((race) => race.leftOut)]),
  ].join('\n\n');
}

function cellOf(standing: Standing | undefined): string {
  if (standing === undefined) return '–';
  const { p50, p95, ratio, recall } = standing;
  const found = recall > 0.999_95 ? '' : `, recall ${recall.toFixed(3)}`;
  return `${figure(p50)} / ${figure(p95)} (${figure(ratio)}x${found})`;
}

function costTable(costs: readonly Cost[]): string {
  const rows = costs.map(({ name, rowsPerSecond, memoryBytes, openMs }) => [
    name,
    figure(rowsPerSecond),
    figure(memoryBytes / 2 ** 20),
    openMs === undefined ? '–' : figure(openMs / 1000),
  ]);
  return markdownTable(['', 'rows/s in', 'memory, MiB', 'open to first answer, s'], rows);
}

function absences(leftOut: readonly LeftOut[]): string[] {
  const lines = new Set(leftOut.map(({ name, why }) => `${name} (${why})`));
  return lines.size === 0 ? [] : [`Not everywhere: ${[...lines].join('; ')}.`];
}
