import { inputKinds } from './cell.ts';
import { queryOptions } from './queryOptions.ts';
import { isBlank, splitLines } from './textLines.ts';

/**
 * Prints a field: `key: value` on one line if that preserves the value, else `key:` with the indented lines of the
 * value below.
 */
export function printField(key: FieldKey, value: string): readonly string[] {
  if (value === '') return [`${key}:`];
  const lines = splitLines(value);
  if (lines.length === 1 && !/^[ \t]|[ \t]$/.test(value)) return [`${key}: ${value}`];
  const end = lines.findLastIndex((line) => !isBlank(line)) + 1;
  // Blank lines at the end keep the indent, which tells them from the space between fields.
  return [`${key}:`, ...lines.map((line, at) => (line === '' && at < end ? '' : indent + line))];
}

/** Binding fields, allowed in the header and in cells. */
export const bindingKeys = ['environment', 'environment id', 'index', 'namespace'] as const;

const queryKeys = [
  ...bindingKeys,
  ...inputKinds,
  queryOptions.sparse,
  queryOptions.sparseText,
  queryOptions.sparseModel,
  queryOptions.alpha,
  queryOptions.searchFields,
  queryOptions.otherNamespaces,
  queryOptions.otherIndexes,
  queryOptions.fusion,
  'top k',
  'values',
  queryOptions.rerank,
  queryOptions.rerankField,
  queryOptions.rerankQuery,
  queryOptions.rerankTop,
  'expected',
  queryOptions.assert,
  'filter',
] as const;

const mapKeys = [
  ...bindingKeys,
  'other namespaces',
  'method',
  'components',
  'distance',
  'neighbours',
  'min distance',
  'sample',
  'seed',
  'detail',
  'colour by',
  'query',
  'filter',
] as const;

const explainKeys = ['query', 'expected'] as const;

const compareKeys = ['queries', 'alphas'] as const;

export type FieldKey =
  | 'parameters'
  | (typeof queryKeys)[number]
  | (typeof mapKeys)[number]
  | (typeof explainKeys)[number]
  | (typeof compareKeys)[number];

/** The fields of each kind of section, in print order. */
export const fieldKeys: Readonly<
  Record<'header' | 'query' | 'map' | 'explain' | 'compare', readonly FieldKey[]>
> = {
  header: [...bindingKeys, 'parameters'],
  query: queryKeys,
  map: mapKeys,
  explain: explainKeys,
  compare: compareKeys,
};

const indent = '  ';

/** Returns the content of a line that continues the field above; `undefined` for other lines. */
export function blockLine(line: string): string | undefined {
  if (line.startsWith(indent)) return line.slice(indent.length);
  return line.startsWith('\t') ? line.slice(1) : undefined;
}

/** Counts the lines from `from` that belong to a block; blank lines count only before an indented one. */
export function blockLength(lines: readonly string[], from: number): number {
  let length = 0;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (blockLine(line) !== undefined) length = at - from + 1;
    else if (!isBlank(line)) break;
  }
  return length;
}

/** Prints a line of a text cell; a backslash escapes what looks like the start of a cell. */
export function escapeText(text: string): readonly string[] {
  if (text === '') return [];
  const lines = splitLines(text);
  const first = lines.findIndex((line) => !isBlank(line));
  const last = lines.findLastIndex((line) => !isBlank(line));
  return lines.map((line, at) => {
    const isOuterBlank = isBlank(line) && (first < 0 || at < first || at > last);
    return isOuterBlank || /^\\*###|^\\+[ \t]*$/.test(line) ? `\\${line}` : line;
  });
}

/** Reverses `escapeText` for one line. */
export function unescapeLine(line: string): string {
  return /^\\+(?:###|[ \t]*$)/.test(line) ? line.slice(1) : line;
}
