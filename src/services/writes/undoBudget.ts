import type { WriteJournal } from '../../model/writeJournal.ts';

/** About the bytes that the journal needs for records of an index. */
export function journalBytes(count: number, dimension = sparseDimension): number {
  return count * (recordBytes + dimension * valueBytes);
}

/** Saving more records for undo takes too long, or costs too many read units in the cloud. */
const maxRecords = { local: 200_000, cloud: 10_000 } as const;
/** Half of what the journal holds. */
const maxBytes = 1024 ** 3;
/** About the size of a record and of a value as JSON. */
const recordBytes = 1000;
const valueBytes = 12;
/** Assumed where an index has no dimension. */
const sparseDimension = 200;

/** Whether so many records can be saved for undo: reading them costs little, and the journal and the disk hold them. */
export async function fitsUndo(
  journal: Pick<WriteJournal, 'freeBytes'>,
  records: {
    /** Number of records to read before the write. */
    readonly read: number;
    /** Number of records to save. */
    readonly saved: number;
    readonly dimension: number | undefined;
    /** Whether they are read from this machine, where reads are free. */
    readonly isLocal: boolean;
  },
): Promise<boolean> {
  const { read, saved, dimension, isLocal } = records;
  if (read > (isLocal ? maxRecords.local : maxRecords.cloud)) return false;
  return journalBytes(saved, dimension) <= Math.min(maxBytes, await journal.freeBytes());
}
