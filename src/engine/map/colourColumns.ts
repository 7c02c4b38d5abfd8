import { parseIsoTime, type TimeType } from '../../model/isoTime.ts';
import {
  maxMapLabels,
  missingLabel,
  namespaceField,
  otherLabel,
  type MapColumn,
} from '../../model/map/map.ts';
import { parsePointKey } from '../../model/map/pointKey.ts';
import { fieldOf, textKeyOf, type Metadata, type MetadataValue } from '../../model/record.ts';

/**
 * Returns the metadata fields that are useful to colour a map by, as columns. Numbers become a number column
 * and date strings a time column. Other strings, booleans and the first item of a string list become a category
 * column. Texts, fields with one label everywhere and fields whose values name single records (ids, titles,
 * addresses) are left out. A field of mixed types gets the type that most records have.
 */
export function colourColumns(records: readonly Metadata[]): ColumnData[] {
  const textKey = mostUsed(records.map(textKeyOf).filter((key) => key !== undefined));
  const fields = new Map<string, number>();
  for (const metadata of records) {
    for (const name of Object.keys(metadata)) fields.set(name, (fields.get(name) ?? 0) + 1);
  }
  fields.delete(textKey ?? '');
  const names = [...fields.keys()];
  const widest = names
    .toSorted((a, b) => (fields.get(b) ?? 0) - (fields.get(a) ?? 0))
    .map((name) => columnOf(name, records))
    .filter((column) => column !== undefined)
    .slice(0, maxColumns);
  return widest.sort((a, b) => names.indexOf(a.column.name) - names.indexOf(b.column.name));
}

export type ColumnData = { readonly column: MapColumn; readonly data: ArrayBuffer };

/**
 * Maximum columns of a map. The fields that most records have are kept, in the order of their first appearance.
 */
const maxColumns = 32;

/**
 * Minimum share of a field’s records that its largest labels cover. Below it, the values name single records,
 * not classes.
 */
const minCoverage = 0.5;

/** Maximum share of the texts in a time field that are not times, such as “unknown”. */
const maxNoTimes = 0.05;

/**
 * Returns the namespace of each point as a category column, or undefined when all points share one namespace.
 */
export function namespaceColumn(keys: readonly string[]): ColumnData | undefined {
  const namespaces = keys.map((key) => parsePointKey(key, '').namespace);
  return categoryColumn(namespaceField, namespaces, namespaces.length);
}

function columnOf(name: string, records: readonly Metadata[]): ColumnData | undefined {
  const values = records.map((metadata) => fieldOf(metadata, name));
  const numbers = values.filter((value) => typeof value === 'number').length;
  const labels = values.map(labelOf);
  const labelled = labels.filter((label) => label !== undefined).length;
  if (numbers > labelled) {
    const data = Float64Array.from(values, (value) => (typeof value === 'number' ? value : NaN));
    const range = rangeOf(data);
    return range && { column: { kind: 'number', name, ...range }, data: data.buffer };
  }
  const times = timesOf(values, labelled);
  if (times === undefined) return categoryColumn(name, labels, labelled, values.map(listText));
  const range = rangeOf(times.data);
  return (
    range && { column: { kind: 'time', name, type: times.type, ...range }, data: times.data.buffer }
  );
}

function labelOf(value: MetadataValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' ? undefined : value?.[0];
}

/** Returns a list of several items as text; empty for other values. */
function listText(value: MetadataValue | undefined): string {
  return typeof value === 'object' && value.length > 1 ? value.join(', ') : '';
}

/** Returns undefined when all records have the same number. */
function rangeOf(data: Float64Array): { min: number; max: number } | undefined {
  let min = Infinity;
  let max = -Infinity;
  for (const value of data) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min === max && !data.some(Number.isNaN) ? undefined : { min, max };
}

/**
 * Returns a field's values as times, or undefined when more than `maxNoTimes` of the texts are not times. A
 * field of mixed time types gets the type that fits all its values.
 */
function timesOf(
  values: readonly (MetadataValue | undefined)[],
  labelled: number,
): { readonly data: Float64Array<ArrayBuffer>; readonly type: TimeType } | undefined {
  const data = new Float64Array(values.length).fill(NaN);
  const types = new Set<TimeType>();
  let others = 0;
  for (const [at, value] of values.entries()) {
    if (value === undefined || typeof value === 'number') continue;
    const time = typeof value === 'string' ? parseIsoTime(value) : undefined;
    if (time === undefined) {
      if (++others > maxNoTimes * labelled) return undefined;
      continue;
    }
    data[at] = time.ms;
    types.add(time.type);
  }
  if (types.size === 0) return undefined;
  if (types.has('instant')) return { data, type: 'instant' };
  return { data, type: types.has('plainDateTime') ? 'plainDateTime' : 'plainDate' };
}

function categoryColumn(
  name: string,
  values: readonly (string | undefined)[],
  labelled: number,
  whole?: readonly string[],
): ColumnData | undefined {
  const counts = new Map<string, number>();
  for (const label of values) {
    if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || compare(a, b));
  const isCut = sorted.length > maxMapLabels;
  const kept = isCut ? sorted.slice(0, maxMapLabels - 1) : sorted;
  const covered = kept.reduce((sum, [, count]) => sum + count, 0);
  const namesRecords = kept.length > 1 && covered === kept.length;
  const sameEverywhere = kept.length === 1 && labelled === values.length;
  if (labelled === 0 || covered < minCoverage * labelled || namesRecords || sameEverywhere)
    return undefined;
  const shown = isCut ? [...kept, [otherLabel, labelled - covered] as const] : kept;
  const numberOf = new Map(kept.map(([label], number) => [label, number]));
  const data = Uint16Array.from(values, (label) =>
    label === undefined ? missingLabel : (numberOf.get(label) ?? shown.length - 1),
  );
  const labels = shown.map(([label]) => label);
  const lists = whole?.some((text) => text !== '') ? { lists: whole } : {};
  return {
    column: { kind: 'category', name, labels, counts: shown.map(([, count]) => count), ...lists },
    data: data.buffer,
  };
}

function mostUsed(keys: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort(([, m], [, n]) => n - m)[0]?.[0];
}

/** Compares by UTF-16 code unit, so the order is the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
