import { parseFilter } from './parseFilter.ts';

/** Returns the filters of a text, which is one filter or a JSON list of several, or what is wrong with it. */
export function readFilters(text: string): readonly ListedFilter[] | string {
  if (text.trim() === '') return [];
  const read: ListedFilter[] = [];
  for (const one of splitList(text)) {
    const parsed = parseFilter(one);
    if (!parsed.isValid) return parsed.problems[0]?.message ?? '';
    read.push({ text: one, json: parsed.json });
  }
  return read;
}

/** A metadata filter as typed, and parsed; without `json`, all records. */
export type ListedFilter = { readonly text: string; readonly json?: object };

/** The elements of a JSON list as texts; a text that is none stays whole. */
function splitList(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value.map((one) => JSON.stringify(one));
  } catch {
    // The filter says what is wrong with it.
  }
  return [text.trim()];
}
