import { listUnitsOf, readUnitsOf } from '../../writes/readUnitsOf.ts';
import type { CopyMode } from '../copySource.ts';

/** Returns the numbers of records that a copy writes and overwrites at most. */
export function copiedCounts(
  mode: CopyMode,
  { missing, both }: Pick<IdComparison, 'missing' | 'both'>,
): { readonly written: number; readonly overwritten: number } {
  return mode === 'missing'
    ? { written: missing, overwritten: 0 }
    : { written: missing + both, overwritten: both };
}

/** Numbers of ids by the sides that have them. */
export type IdComparison = {
  readonly missing: number;
  readonly both: number;
  readonly onlyInTarget: number;
};

/** Read units of each side of a copy. */
export type CopyUnits = { readonly source: number; readonly target: number };

/**
 * Returns about what a copy reads, after the comparison before it. It lists both sides while it runs, except the target if
 * all records are copied, and again at its end, also for a sample. `listing` is what one comparison costs.
 */
export function copyReadUnits(
  mode: CopyMode,
  found: Pick<IdComparison, 'missing' | 'both'>,
  listing: CopyUnits,
  canUndo: boolean,
): CopyUnits {
  const { written, overwritten } = copiedCounts(mode, found);
  const compared = mode === 'changed' ? readUnitsOf(found.both) : 0;
  const saved = canUndo ? readUnitsOf(overwritten) : 0;
  const listings = mode === 'all' ? 1 : 2;
  return {
    source: 2 * listing.source + readUnitsOf(written),
    target: listings * listing.target + listUnitsOf(found.missing) + compared + saved,
  };
}
