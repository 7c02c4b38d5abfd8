import { csvRow } from '../csvRow.ts';
import { valueText } from '../exportFormats.ts';
import type { Hit } from '../hit.ts';
import { fieldOf } from '../record.ts';

/** Returns the format of a file by its extension; CSV for unknown ones. */
export function hitFileFormatOf(file: string): HitFileFormat {
  const name = file.toLowerCase();
  return hitFileFormats.find((format) => name.endsWith(`.${format}`)) ?? 'csv';
}

/** Formats of a file of hits. */
const hitFileFormats = ['csv', 'json', 'jsonl'] as const;
export type HitFileFormat = (typeof hitFileFormats)[number];

/** Returns the text of a file with these hits, in their order, with ranks from 1. Lists and vectors are JSON in CSV. */
export function hitFileText(hits: readonly Hit[], format: HitFileFormat): string {
  if (format === 'csv') return csvText(hits);
  const rows = hits.map(({ values, ...hit }, at) => ({
    rank: at + 1,
    ...hit,
    ...(values.length > 0 && { values }),
  }));
  if (format === 'json') return `${JSON.stringify(rows, undefined, 2)}\n`;
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

function csvText(hits: readonly Hit[]): string {
  const fields = [...new Set(hits.flatMap(({ metadata }) => Object.keys(metadata)))].sort();
  const hasIndexes = hits.some(({ index }) => index !== undefined);
  const hasNamespaces = hits.some(({ namespace }) => namespace !== undefined);
  const hasValues = hits.some(({ values }) => values.length > 0);
  const head = [
    'rank',
    'score',
    'id',
    ...(hasIndexes ? ['index'] : []),
    ...(hasNamespaces ? ['namespace'] : []),
    ...fields,
    ...(hasValues ? ['values'] : []),
  ];
  const rows = hits.map((hit, at) => [
    String(at + 1),
    String(hit.score),
    hit.id,
    ...(hasIndexes ? [hit.index ?? ''] : []),
    ...(hasNamespaces ? [hit.namespace ?? ''] : []),
    ...fields.map((field) => valueText(fieldOf(hit.metadata, field))),
    ...(hasValues ? [JSON.stringify(hit.values)] : []),
  ]);
  return [head, ...rows].map(csvRow).join('');
}
