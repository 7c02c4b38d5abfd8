import { spectrum79 } from '../engine/datasets.ts';
import { figure, markdownTable } from '../shared/markdown.ts';
import { median, quantile } from '../shared/statistics.ts';
import { rateOf } from './feed.ts';
import type { Footprint } from '../shared/footprint.ts';
import { cpuMicrosOf, type Journey, type Opening } from './journey.ts';

export function reportOf(journey: Journey): string {
  const { rows, cacheBytes, parts, recall } = journey;
  const dataBytes = parts.at(-1)!.dataBytes;
  return [
    `${rows.count.toLocaleString('en')} records of ${rows.dimension} numbers and a field of metadata: ${spectrum79.about}. The engine is a process of its own with an index for the cosine, and everything goes over HTTP from one other process, which shares the processor with it. Records come in batches of 100 as float32, each on disk before it is answered: half of each tenth by one connection, half by four. Queries are JSON for 10 hits, one after the other, of vectors that were held out; ${figure(recall)} is the least recall of five against float64. Files are in the system's cache when it is opened.`,
    '### Import',
    importTable(journey),
    `All of it: ${figure(rateOf(parts.map(({ one }) => one)))} rows/s by one connection, ${figure(rateOf(parts.map(({ four }) => four)))} by four. The data folder has ${figure(dataBytes / 2 ** 30)} GiB then, with the write-ahead log; the caches that are made at the first search take ${figure(cacheBytes / 2 ** 30)} GiB.`,
    '### Opening',
    openingTable(journey),
    'From the start of the process. Without caches is the first time after the import; from caches, which are written during the queries before, the median of three. CPU time depends less on what else the machine does. Memory: resident after the queries, and its peak until then.',
    '### Queries, and writing beside them',
    queryTable(journey),
  ].join('\n\n');
}

function importTable({ parts }: Journey): string {
  const head = [
    'Rows so far',
    '1 connection, rows/s',
    '4 connections, rows/s',
    'CPU a row, µs',
    'batch of 1, ms: p50 / p95 / max',
    'batch of 4, ms: p50 / p95 / max',
    'resident, MiB',
  ];
  const lines = parts.map((part) => [
    part.rows.toLocaleString('en'),
    figure(rateOf([part.one])),
    figure(rateOf([part.four])),
    orDash(cpuMicrosOf(part)),
    times(part.one.batchMs),
    times(part.four.batchMs),
    mebibytes(part.footprint?.residentBytes),
  ]);
  return markdownTable(head, lines);
}

function openingTable({ uncached, openings, cached }: Journey): string {
  const row = (
    name: string,
    all: readonly Opening[],
    footprint: Footprint | undefined,
  ): string[] => [
    name,
    figure(median(all.map(({ ready }) => ready))),
    figure(median(all.map(({ firstAnswer }) => firstAnswer))),
    orDash(median(all.map(({ cpuSeconds }) => cpuSeconds ?? Number.NaN))),
    mebibytes(footprint?.residentBytes),
    mebibytes(footprint?.peakBytes),
  ];
  return markdownTable(
    ['', 'ready, s', 'first answer, s', 'CPU until then, s', 'resident, MiB', 'peak, MiB'],
    [
      row('without caches', [uncached.opening], uncached.footprint),
      row('from caches', openings, cached.footprint),
    ],
  );
}

function queryTable(journey: Journey): string {
  const { uncached, cached, readsBesideWrites, writesAlone, writesBesideReads } = journey;
  const row = (name: string, all: readonly number[], rate = ''): string[] => [
    name,
    all.length.toLocaleString('en'),
    ...[0.5, 0.95, 1].map((share) => figure(quantile(all, share))),
    rate,
  ];
  return markdownTable(
    ['', 'requests', 'p50, ms', 'p95, ms', 'max, ms', 'rows/s'],
    [
      row('queries, the first 10 s after it was opened without caches', uncached.early),
      row('queries, the next 10 s', uncached.alone),
      row('queries, the first 10 s after it was opened from caches', cached.early),
      row('queries, the next 10 s', cached.alone),
      row('queries while batches are written', readsBesideWrites),
      row('batches by 1 connection', writesAlone.batchMs, figure(rateOf([writesAlone]))),
      row(
        'batches while queries are asked',
        writesBesideReads.batchMs,
        figure(rateOf([writesBesideReads])),
      ),
    ],
  );
}

function times(all: readonly number[]): string {
  return [0.5, 0.95, 1].map((share) => figure(quantile(all, share))).join(' / ');
}

function mebibytes(bytes: number | undefined): string {
  return orDash(bytes && bytes / 2 ** 20);
}

function orDash(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '–' : figure(value);
}
