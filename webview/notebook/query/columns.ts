import type { Hit, HitOrigin } from '../../../src/model/hit.ts';
import { fieldOf, textKeyOf, titleKeyOf } from '../../../src/model/record.ts';
import { formatScore, formatValue, formatVector } from '../../shared/format.ts';

/**
 * Returns the columns for the hits: rank, score, id, the title, the most frequent metadata fields by name, values, and
 * the text last. Runs that find other hits have the same fields in the same order.
 */
export function inferColumns(hits: readonly Hit[]): ResultColumn[] {
  const scanned = hits.slice(0, scannedHits);
  const textField = mostFrequent(scanned.map(({ metadata }) => textKeyOf(metadata)));
  const titleField = mostFrequent(scanned.map(({ metadata }) => titleKeyOf(metadata)));
  const fields = fieldsByFrequency(scanned)
    .filter((field) => field !== textField)
    .slice(0, maxFields)
    .sort(
      (one, other) =>
        Number(other === titleField) - Number(one === titleField) || byName(one, other),
    );
  const columns: ResultColumn[] = [
    { kind: 'rank', widthPx: widthFor([String(hits.length)], 40, 64) },
    { kind: 'score', widthPx: 150 },
    ...(scanned.some(({ before }) => before !== undefined)
      ? [{ kind: 'before', widthPx: 110 } as const]
      : []),
    ...(scanned.some(({ origins }) => origins !== undefined) ? [originsColumn(hits)] : []),
    {
      kind: 'id',
      widthPx: widthFor(
        sample(hits, ({ id }) => id),
        80,
        240,
      ),
    },
    ...(scanned.some(({ namespace }) => namespace !== undefined) ? [namespaceColumn(hits)] : []),
    ...fields.map((field) => metadataColumn(hits, field)),
  ];
  if (scanned.some(({ values }) => values.length > 0)) {
    const widthPx = widthFor(
      sample(hits, ({ values }) => formatVector(values)),
      120,
      260,
    );
    columns.push({ kind: 'values', widthPx });
  }
  if (textField !== undefined) {
    columns.push({ kind: 'text', field: textField, isNumeric: false, widthPx: 200 });
  }
  return columns;
}

/** A column of the result table. Metadata columns have the name of their field. */
export type ResultColumn =
  | {
      readonly kind: 'rank' | 'score' | 'before' | 'origins' | 'id' | 'namespace' | 'values';
      readonly widthPx: number;
    }
  | {
      readonly kind: 'metadata' | 'text';
      readonly field: string;
      readonly isNumeric: boolean;
      readonly widthPx: number;
    };

const scannedHits = 1000;
const measuredHits = 50;
const maxFields = 40;
const characterPx = 7.5;
const paddingPx = 20;

/** What the keys of metadata columns begin with. */
export const metadataPrefix = 'metadata.';

/** Returns the key under which the width and place of the column are saved. */
export function columnKey(column: ResultColumn): string {
  return 'field' in column ? `${metadataPrefix}${column.field}` : column.kind;
}

/** Returns the text of a table cell, with vectors in full. Ranks start at 1. */
export function columnText(column: ResultColumn, hit: Hit, rank: number): string {
  if ('field' in column) {
    const value = fieldOf(hit.metadata, column.field);
    return value === undefined ? '' : formatValue(value);
  }
  if (column.kind === 'id') return hit.id;
  if (column.kind === 'namespace') return hit.namespace ?? '';
  if (column.kind === 'rank') return String(rank);
  if (column.kind === 'before') return beforeText(hit, rank);
  if (column.kind === 'origins') return (hit.origins ?? []).map(originText).join(' · ');
  if (column.kind === 'score') return formatScore(hit.score);
  return hit.values.length === 0 ? '' : `[${hit.values.join(', ')}]`;
}

/** Returns the rank before a reranking, and how far the hit moved: “7 ↑6”. */
function beforeText({ before }: Hit, rank: number): string {
  if (before === undefined) return '';
  const moved = before.rank - rank;
  if (moved === 0) return `${before.rank} =`;
  return `${before.rank} ${moved > 0 ? '↑' : '↓'}${Math.abs(moved)}`;
}

/** Returns a place in one of the fused lists: “words / en #3 0.712”. */
function originText({ index, namespace, rank, score }: HitOrigin): string {
  const place = [index, namespace].filter((part) => part !== undefined).join(' / ');
  return `${place} #${rank} ${formatScore(score)}`;
}

function originsColumn(hits: readonly Hit[]): ResultColumn {
  const texts = sample(hits, ({ origins = [] }) => origins.map(originText).join(' · '));
  return { kind: 'origins', widthPx: widthFor(texts, 120, 320) };
}

function namespaceColumn(hits: readonly Hit[]): ResultColumn {
  const names = sample(hits, ({ namespace }) => namespace ?? '');
  return { kind: 'namespace', widthPx: widthFor(names, 90, 200) };
}

function metadataColumn(hits: readonly Hit[], field: string): ResultColumn {
  const values = sample(hits, ({ metadata }) => fieldOf(metadata, field)).filter(
    (value) => value !== undefined,
  );
  const widthPx = widthFor([field, ...values.map(formatValue)], 64, 220);
  const isNumeric = values.length > 0 && values.every((value) => typeof value === 'number');
  return { kind: 'metadata', field, isNumeric, widthPx };
}

function fieldsByFrequency(hits: readonly Hit[]): string[] {
  const counts = new Map<string, number>();
  for (const { metadata } of hits) {
    for (const field of Object.keys(metadata)) counts.set(field, (counts.get(field) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one).map(([field]) => field);
}

function byName(one: string, other: string): number {
  return one < other ? -1 : 1;
}

function mostFrequent(names: readonly (string | undefined)[]): string | undefined {
  const groups = Map.groupBy(names, (name) => name);
  groups.delete(undefined);
  return [...groups].sort(([, one], [, other]) => other.length - one.length)[0]?.[0];
}

/** Applies `take` to an evenly spaced sample of the hits. */
function sample<T>(hits: readonly Hit[], take: (hit: Hit) => T): T[] {
  const step = Math.max(1, hits.length / measuredHits);
  const count = Math.min(measuredHits, hits.length);
  return Array.from({ length: count }, (_, at) => hits[Math.floor(at * step)])
    .filter((hit) => hit !== undefined)
    .map(take);
}

function widthFor(texts: readonly string[], minPx: number, maxPx: number): number {
  const longest = texts.reduce((length, text) => Math.max(length, text.length), 0);
  return Math.min(Math.max(Math.ceil(longest * characterPx) + paddingPx, minPx), maxPx);
}
