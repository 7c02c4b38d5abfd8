import { setTimeout } from 'node:timers/promises';
import type { VectorRows } from '../vectorSearch/rows/vectorRows.ts';
import { runInBackground, type CooperativeTask } from '../workers/cooperativeTasks.ts';

/**
 * Reads the float32 vectors that are not in memory into it, in the background, if it has room for all of them. Snapshots
 * hold only codes, and reading one row from the database during a search costs as much as scanning a thousand.
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
    // The next search that reads these vectors reports a database that cannot be read.
  }
}

/** The first queries after opening an index run undisturbed for this time. */
const delayMs = 250;

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
