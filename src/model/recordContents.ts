import type { Metadata, SparseValues, VectorRecord } from './record.ts';

/** Whether two records have the same vectors, at float32, and the same metadata. */
export function hasSameContents(one: VectorRecord, other: VectorRecord): boolean {
  return hasSameVectors(one, other) && hasSameMetadata(one.metadata, other.metadata);
}

export function hasSameVectors(one: VectorRecord, other: VectorRecord): boolean {
  return isSameList(one.values, other.values) && isSameSparse(one.sparseValues, other.sparseValues);
}

/** Whether two records have the same fields and values, in any order of fields. */
export function hasSameMetadata(one: Metadata, other: Metadata): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every(
      (name) =>
        Object.hasOwn(other, name) && JSON.stringify(one[name]) === JSON.stringify(other[name]),
    )
  );
}

function isSameSparse(one: SparseValues | undefined, other: SparseValues | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const [these, those] = [byIndex(one), byIndex(other)];
  return (
    these.length === those.length &&
    these.every(([index, value], at) => {
      const [otherIndex, otherValue] = those[at] ?? [];
      return index === otherIndex && isSameFloat(value, otherValue ?? Number.NaN);
    })
  );
}

function byIndex({ indices, values }: SparseValues): (readonly [number, number])[] {
  return indices
    .map((index, at) => [index, values[at] ?? 0] as const)
    .sort(([one], [other]) => one - other);
}

function isSameList(one: readonly number[], other: readonly number[]): boolean {
  return (
    one.length === other.length &&
    one.every((value, at) => isSameFloat(value, other[at] ?? Number.NaN))
  );
}

function isSameFloat(one: number, other: number): boolean {
  return Math.fround(one) === Math.fround(other);
}
