import { isBlank, splitLines } from './textLines.ts';

/** The fields of the header; each may stand in a cell too. */
export const bindingKeys = ['environment', 'environment id', 'index', 'namespace'] as const;
export const inputKeys = ['text', 'id', 'vector'] as const;

const queryKeys = [...bindingKeys, ...inputKeys, 'top k', 'values', 'expected', 'filter'] as const;

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
  'colour by',
  'query',
  'filter',
] as const;

export type FieldKey = (typeof queryKeys)[number] | (typeof mapKeys)[number];

/** The fields of each kind of section, in the order in which they are printed. */
export const fieldKeys: Readonly<Record<'header' | 'query' | 'map', readonly FieldKey[]>> = {
  header: bindingKeys,
  query: queryKeys,
  map: mapKeys,
};

const indent = '  ';

/**
 * The lines of a field: `key: value` on one line where that keeps the value as it is, else `key:` with the value's lines
 * below, indented.
 */
export function printField(key: FieldKey, value: string): readonly string[] {
  if (value === '') return [`${key}:`];
  const lines = splitLines(value);
  if (lines.length === 1 && !/^[ \t]|[ \t]$/.test(value)) return [`${key}: ${value}`];
  const end = lines.findLastIndex((line) => !isBlank(line)) + 1;
  // Blank lines at the end carry the indent, so that they are not taken for the space between fields.
  return [`${key}:`, ...lines.map((line, at) => (line === '' && at < end ? '' : indent + line))];
}

/** The content of a line that belongs to the field above it; undefined where it does not. */
export function blockLine(line: string): string | undefined {
  if (line.startsWith(indent)) return line.slice(indent.length);
  return line.startsWith('\t') ? line.slice(1) : undefined;
}

/** How many of `lines` from `from` on belong to a block: blank ones only where an indented one follows. */
export function blockLength(lines: readonly string[], from: number): number {
  let length = 0;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (blockLine(line) !== undefined) length = at - from + 1;
    else if (!isBlank(line)) break;
  }
  return length;
}

/** A line of a text cell as printed: what would be taken for a cell's start gets a backslash in front. */
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

/** The reverse of `escapeText` for one line. */
export function unescapeLine(line: string): string {
  return /^\\+(?:###|[ \t]*$)/.test(line) ? line.slice(1) : line;
}
