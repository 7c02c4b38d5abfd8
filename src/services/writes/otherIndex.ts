import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { WriteEntry, WriteTarget } from '../../model/writeJournal.ts';

/** Returns the strongest sign that the index was deleted and created again since a write; `undefined` without one. */
export function otherIndexSign(
  { target, count }: Pick<WriteEntry, 'target' | 'count'>,
  now: WriteTarget,
): OtherIndexSign | undefined {
  if (target === undefined) return undefined;
  const isSame =
    target.kind === now.kind && target.dimension === now.dimension && target.metric === now.metric;
  if (!isSame) return 'settings';
  if (target.host !== now.host) return 'host';
  return now.records === 0 && target.records > count ? 'emptied' : undefined;
}

/**
 * A sign that the index is not the one that was written to, but a later one of its name. The service gives indexes no
 * creation time, so their addresses, settings and record counts are compared.
 */
export type OtherIndexSign = 'settings' | 'host' | 'emptied';

/** Returns what identifies an index, with the number of records in the namespace. */
export function writeTargetOf(index: VectorIndex, records: number): WriteTarget {
  const { host, kind, dimension, metric } = index;
  return { host, kind, metric, records, ...(dimension !== undefined && { dimension }) };
}
