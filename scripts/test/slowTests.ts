/**
 * The test files that `npm run check` leaves out, with the seconds of processor time that each takes. `npm test` runs them
 * in its stage `unit`. A file that takes more than three seconds belongs here; one that became quicker leaves.
 */
export const slowTests: Readonly<Record<string, number>> = {
  'test/unit/engine/namespace/snapshots/vectorSnapshots.test.ts': 0,
  'test/unit/engine/namespace/filterWrites.test.ts': 0,
  'test/unit/engine/vectorSearch/searcher.test.ts': 0,
  'test/unit/engine/server/bulkImports.test.ts': 0,
  'test/unit/engine/namespace/snapshots/keptNamespace.test.ts': 0,
  'test/unit/engine/server/documents.test.ts': 0,
  'test/unit/engine/samples/createSample.test.ts': 0,
  'test/unit/engine/server/mapRoutes.test.ts': 0,
  'test/unit/engine/map/neighbours.test.ts': 0,
  'test/unit/local/engineLauncher.test.ts': 0,
};
