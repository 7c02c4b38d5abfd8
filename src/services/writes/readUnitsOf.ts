const recordsPerUnit = 10;
const idsPerUnit = 100;

/** Returns about what it costs to read records by their ids, in read units: one for ten records. */
export function readUnitsOf(records: number): number {
  return Math.ceil(records / recordsPerUnit);
}

/** Returns about what it costs to list this many ids, in read units: one for a hundred. */
export function listUnitsOf(ids: number): number {
  return Math.ceil(ids / idsPerUnit);
}
