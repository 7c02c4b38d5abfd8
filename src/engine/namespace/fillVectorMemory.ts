import { setTimeout } from 'node:timers/promises';
import type { VectorRows } from '../vectorSearch/rows/vectorRows.ts';
import { runInBackground, type CooperativeTask } from '../workers/cooperativeTasks.ts';

/** Whoever opened an index has the first answers meanwhile. */
const delayMs = 250;

/**
 * Reads the vectors that are not in memory into it, where it has room for all of them: snapshots hold codes alone, and a
 * row that is read from the database when a search needs it costs as much as the scan of a thousand.
 */
export async function fillVectorMemory(
  vectors: VectorRows,
  readVector: (row: number) => Float32Array,
): Promise<void> {
  const isWanted = (): boolean => !vectors.isDisposed && vectors.hasRoom;
  await setTimeout(delayMs, undefined, { ref: false });
  if (!isWanted() || !vectors.hasRoomForAll) return;
  try {
    await runInBackground(missingVectors(vectors, readVector), isWanted);
  } catch {
    // A database that cannot be read is told of by the search that needs it.
  }
}

function* missingVectors(
  vectors: VectorRows,
  readVector: (row: number) => Float32Array,
): CooperativeTask<void> {
  for (let row = 0; row < vectors.count; row++) {
    if (!vectors.isLive(row) || vectors.isResident(row)) continue;
    if (!vectors.cache(row, readVector(row))) return;
    yield;
  }
}
