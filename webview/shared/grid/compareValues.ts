import type { MetadataValue } from '../../../src/model/record.ts';

/** Compares metadata values for a sorted table: numbers by size, before texts and lists by their text. */
export function compareValues(left: MetadataValue, right: MetadataValue): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'number') return -1;
  if (typeof right === 'number') return 1;
  const [one, other] = [String(left), String(right)];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
