import { parseFilter } from '../parseFilter.ts';
import { isFieldOperator, type FieldOperator } from '../operators.ts';

/** A filter without nested groups: all rows must hold, or one of them. */
export type FilterRows = { readonly join: 'and' | 'or'; readonly rows: readonly FilterRow[] };

/** One condition of a filter as a row of the builder. `value` is as shown: see `readValue`. */
export type FilterRow = {
  readonly field: string;
  readonly operator: FieldOperator;
  readonly value: string;
};

type Entries = Readonly<Record<string, unknown>>;

/** Returns the rows of a filter's text; `undefined` if it does not parse or has groups in groups. */
export function readRows(text: string): FilterRows | undefined {
  const parsed = parseFilter(text);
  if (!parsed.isValid) return undefined;
  const top = parsed.json as Entries;
  const keys = Object.keys(top);
  const [only = ''] = keys;
  if (keys.length === 1 && (only === '$and' || only === '$or')) {
    const parts = (top[only] as readonly Entries[]).map(rowsOf);
    const isFlat = parts.every(
      (rows) => rows !== undefined && (only === '$and' || rows.length === 1),
    );
    const rows = parts.flatMap((part) => part ?? []);
    return isFlat ? { join: only === '$and' ? 'and' : 'or', rows } : undefined;
  }
  const rows = rowsOf(top);
  return rows && { join: 'and', rows };
}

/** Returns the text of a filter; rows without a field are left out, and no rows are an empty text. */
export function printRows({ join, rows }: FilterRows): string {
  const complete = rows.filter(({ field }) => field !== '');
  if (complete.length === 0) return '';
  const conditions = complete.map((row) => ({ [row.field]: { [row.operator]: readValue(row) } }));
  if (join === 'or' && complete.length > 1) return print('$or', conditions);
  const places = complete.map(({ field, operator }) => JSON.stringify([field, operator]));
  if (new Set(places).size < places.length) return print('$and', conditions);
  const merged = new Map<string, Entries>();
  for (const row of complete)
    merged.set(row.field, { ...merged.get(row.field), [row.operator]: readValue(row) });
  const entries = [...merged].map(([field, value]) => `${JSON.stringify(field)}: ${inline(value)}`);
  return `{ ${entries.join(', ')} }`;
}

/** Returns how a value of a filter is shown: texts without quotes, unless they look like another value or a list. */
function showValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(showValue).join(', ');
  if (typeof value !== 'string') return JSON.stringify(value);
  return value === value.trim() && scalarOf(value) === value && !/[",]/.test(value)
    ? value
    : JSON.stringify(value);
}

/** Returns the value that a row's text means: a list for `$in` and `$nin`, a truth value for `$exists`. */
export function readValue({ operator, value }: FilterRow): unknown {
  if (operator === '$exists') return value.trim() !== 'false';
  if (operator !== '$in' && operator !== '$nin') return scalarOf(value.trim());
  return [...value.matchAll(/\s*("(?:[^"\\]|\\.)*"|[^,]+)\s*(?:,|$)/g)].map(([, part = '']) =>
    scalarOf(part.trim()),
  );
}

function rowsOf(entries: Entries): readonly FilterRow[] | undefined {
  const rows: FilterRow[] = [];
  for (const [field, condition] of Object.entries(entries)) {
    if (field.startsWith('$')) return undefined;
    if (typeof condition !== 'object' || condition === null) {
      rows.push({ field, operator: '$eq', value: showValue(condition) });
      continue;
    }
    for (const [operator, value] of Object.entries(condition)) {
      if (!isFieldOperator(operator)) return undefined;
      rows.push({ field, operator, value: showValue(value) });
    }
  }
  return rows;
}

function scalarOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return Number(text);
  if (!/^".*"$/s.test(text)) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

function print(join: '$and' | '$or', conditions: readonly object[]): string {
  return `{ "${join}": [\n  ${conditions.map(inline).join(',\n  ')}\n] }`;
}

/** Prints JSON on one line, with spaces inside of braces and after commas and colons. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, part]) => `${JSON.stringify(key)}: ${inline(part)}`,
  );
  return `{ ${entries.join(', ')} }`;
}
