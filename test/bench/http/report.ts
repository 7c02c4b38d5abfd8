import type { Goal } from '../goals.ts';
import { figure, markdownTable } from '../shared/markdown.ts';
import { median, quantile } from '../shared/statistics.ts';
import type { FirstFilters } from './firstFilters.ts';
import { kinds } from './requests.ts';
import { clientCounts, type Measured, type Rounds } from './measure.ts';

export type Findings = {
  readonly sizes: Rounds & { readonly rows: number };
  readonly first: ReadonlyMap<string, readonly number[]>;
  readonly firstFilters: FirstFilters;
  readonly measured: ReadonlyMap<string, Measured>;
  readonly beside: ReadonlyMap<string, number>;
};

/** A column of a table: its head, its cell of a row, and whether it is a time and not a ratio. */
type Column<T> = {
  readonly head: string;
  readonly valueOf: (row: T) => number;
  readonly isTime: boolean;
};

const columns: readonly Column<Measured>[] = [
  { head: 'p50, ms', valueOf: ({ engine }) => median(engine), isTime: true },
  { head: 'p99, ms', valueOf: ({ engine }) => quantile(engine, 0.99), isTime: true },
  {
    head: 'times a bare server',
    valueOf: ({ engine, echo }) => median(engine.map((time, at) => time / echo[at]!)),
    isTime: false,
  },
  ...clientCounts.map((count) => ({
    head: count === 1 ? '1 client, requests/s' : `${count} clients, requests/s`,
    valueOf: ({ together }: Measured) => together.get(count)!.perSecond,
    isTime: true,
  })),
  {
    head: 'after a second without requests, times p50',
    valueOf: ({ engine, afterIdle }) => median(afterIdle) / median(engine),
    isTime: false,
  },
  {
    head: '16 clients, p99 times p50',
    valueOf: ({ together }) => together.get(16)!.tail,
    isTime: false,
  },
];

/** The section's text: times, or ratios where the machine was busy. */
export function reportOf(
  { sizes, first, firstFilters, measured, beside }: Findings,
  isBusy: boolean,
): string {
  const shown = columns.filter(({ isTime }) => !isBusy || !isTime);
  const lines = [...measured].map(([name, row]) => [
    name,
    ...shown.map(({ valueOf }) => figure(valueOf(row))),
  ]);
  const byId = median([...first.values()][0]!);
  const starts = [...first].map(([name, times]) => [
    name,
    figure(isBusy ? median(times) / byId : median(times)),
  ]);
  const unit = isBusy ? 'times that of a record by id' : 'ms';
  return [
    `${sizes.rows.toLocaleString('en')} records each in an index of vectors (256 numbers, cosine), of sparse vectors (40 values), of both, and of documents (40 words, as frequent as Zipf's law has them). Connections stay open; requests are encoded before they are timed; ${sizes.rounds} of each kind. _Times a bare server_: the median ratio to a server of \`node:http\` that reads the same bytes and answers with as many, asked in turn.`,
    markdownTable(['', ...shown.map(({ head }) => head)], lines),
    'From the start of the process to the first answer of each kind, the median of starts that take turns. The engine had written its caches before:',
    markdownTable(['', `first answer, ${unit}`], starts),
    ...(isBusy ? [] : [firstFiltersSentence(firstFilters)]),
    'The 95th percentile of reads beside one connection that writes batches of 100 all the time, times that without it:',
    markdownTable(
      ['', 'beside a writer, times alone'],
      [...beside].map(([name, ratio]) => [name, figure(ratio)]),
    ),
  ].join('\n\n');
}

function firstFiltersSentence({ rows, atOnce, later }: FirstFilters): string {
  return `In an index of ${rows.toLocaleString('en')} records with five fields, loaded from its database, a filter right after the first query took ${figure(atOnce)} ms; once the engine had read the fields in the background, the first filter on each took ${figure(Math.min(...later))} to ${figure(Math.max(...later))} ms.`;
}

/** Times are goals only where the machine was quiet. */
export function goalsOf(
  { first, firstFilters, measured, beside }: Findings,
  isBusy: boolean,
): readonly Goal[] {
  const lower = (name: string, value: number, goal: number): Goal => ({
    name,
    value,
    goal,
    better: 'lower',
  });
  const times = [
    ...kinds.flatMap(({ name, goalMs }) =>
      goalMs === undefined
        ? []
        : [lower(`${name}, ms`, median(measured.get(name)!.engine), goalMs)],
    ),
    lower('first filter on a field, ms', Math.max(...firstFilters.later), 60),
    ...kinds
      .filter(({ isFirst }) => isFirst)
      .map(({ name }) =>
        lower(`start to first answer, ms: ${name}`, median(first.get(name)!), 300),
      ),
  ];
  const query = 'query, 10 hits';
  return [
    ...(isBusy ? times.map((goal) => ({ ...goal, value: null })) : times),
    lower(`${query}: 16 clients, p99 times p50`, measured.get(query)!.together.get(16)!.tail, 5),
    ...[...beside].map(([name, value]) =>
      lower(`${name}: p95 beside a writer, times alone`, value, 2),
    ),
  ];
}
