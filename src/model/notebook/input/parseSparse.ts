import type { FilterProblem } from '../../filter/filterProblem.ts';
import type { SparseValues } from '../../record.ts';

export type ParsedSparse =
  | { readonly isValid: true; readonly sparse: SparseValues }
  | { readonly isValid: false; readonly problem: FilterProblem };

const largestIndex = 2 ** 32 - 1;
const mostValues = 2048;

/** Parses typed sparse values: pairs `12: 0.5, 99: 0.25`, or JSON with `indices` and `values`. */
export function parseSparse(text: string): ParsedSparse {
  const pairs = pairsOfJson(text) ?? pairsOfText(text);
  if (pairs === undefined || pairs.length === 0)
    return fail(
      text,
      'Type pairs of an index and a value, such as “12: 0.5, 99: 0.25”, or {"indices": [12], "values": [0.5]}',
    );
  if (pairs.length > mostValues)
    return fail(text, `Sparse values have at most ${mostValues} pairs`);
  const wrong = pairs.find(
    ([index]) => !Number.isInteger(index) || index < 0 || index > largestIndex,
  );
  if (wrong) return fail(text, `${wrong[0]} is no index: indices are whole numbers from 0`);
  if (new Set(pairs.map(([index]) => index)).size < pairs.length)
    return fail(text, 'Each index occurs once');
  if (!pairs.every(([, value]) => Number.isFinite(value)))
    return fail(text, 'Each index needs a number as its value');
  const indices = pairs.map(([index]) => index);
  return { isValid: true, sparse: { indices, values: pairs.map(([, value]) => value) } };
}

type Pair = readonly [index: number, value: number];

function pairsOfText(text: string): readonly Pair[] | undefined {
  const parts = text.split(/[,;\n]/).filter((part) => part.trim() !== '');
  const pairs = parts.map((part) => /^\s*(\d+)\s*[:=]\s*(\S+)\s*$/.exec(part));
  if (!pairs.every((pair) => pair !== null)) return undefined;
  return pairs.map(([, index, value]) => [Number(index), Number(value)]);
}

function pairsOfJson(text: string): readonly Pair[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null) return undefined;
  const { indices, values } = json as { indices?: unknown; values?: unknown };
  if (!isNumbers(indices) || !isNumbers(values) || indices.length !== values.length)
    return undefined;
  return indices.map((index, at) => [index, values[at] ?? Number.NaN]);
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'number');
}

function fail(text: string, message: string): ParsedSparse {
  return { isValid: false, problem: { start: 0, end: text.length, message } };
}
