import type { Entries } from './decodePage.ts';
import type { Values } from './jsonValues.ts';

/** Concatenates consecutive entries. `definition` is the level of entries with a value. */
export function concatEntries(parts: readonly Entries[], definition: number): Entries {
  const [first] = parts;
  if (first === undefined) return { count: 0, values: [] };
  if (parts.length === 1) return first;
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const hasNulls = parts.some((part) => part.definition !== undefined);
  const isRepeated = parts.some((part) => part.repetition !== undefined);
  return {
    count,
    values: joinValues(parts.map(({ values }) => values)),
    ...(hasNulls ? { definition: joinLevels(parts, count, 'definition', definition) } : {}),
    ...(isRepeated ? { repetition: joinLevels(parts, count, 'repetition', 0) } : {}),
  };
}

function joinLevels(
  parts: readonly Entries[],
  count: number,
  name: 'definition' | 'repetition',
  without: number,
): Uint8Array {
  const joined = new Uint8Array(count);
  let at = 0;
  for (const part of parts) {
    const levels = part[name];
    if (levels === undefined) joined.fill(without, at, at + part.count);
    else joined.set(levels, at);
    at += part.count;
  }
  return joined;
}

/** Returns a typed array if all parts have the same type. */
function joinValues(parts: readonly Values[]): Values {
  const filled = parts.filter(({ length }) => length > 0);
  const [first] = filled;
  if (first === undefined) return [];
  const isAlike =
    !Array.isArray(first) && filled.every((one) => one.constructor === first.constructor);
  if (!isAlike) {
    const joined: unknown[] = [];
    for (const part of filled) for (const value of part) joined.push(value);
    return joined;
  }
  const length = filled.reduce((sum, part) => sum + part.length, 0);
  const joined = new (first.constructor as Float32ArrayConstructor)(length);
  let at = 0;
  for (const part of filled as readonly Float32Array[]) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
