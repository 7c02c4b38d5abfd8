/**
 * The test files that `npm run check` leaves out, with the percentage of the time of all unit tests that each takes.
 * `npm test` runs them in its stage `unit`. A file that takes more than one percent belongs here.
 */
export const slowTests: Readonly<Record<string, number>> = {
  'test/unit/engine/vectorSearch/prefix.test.ts': 10.5,
  'test/unit/engine/namespace/snapshots/vectorSnapshots.test.ts': 9.7,
  'test/unit/services/transfer/pull.test.ts': 8.5,
  'test/unit/engine/vectorSearch/prefixThreadDeaths.test.ts': 7.8,
  'test/unit/engine/namespace/filterWrites.test.ts': 7,
  'test/unit/engine/vectorSearch/searcher.test.ts': 7,
  'test/unit/engine/server/bulkImports.test.ts': 5.5,
  'test/unit/engine/vectorSearch/prefixBuilder.test.ts': 5,
  'test/unit/engine/namespace/snapshots/keptNamespace.test.ts': 3.5,
  'test/unit/engine/namespace/concurrent.test.ts': 2.7,
  'test/unit/engine/server/documents.test.ts': 2.6,
  'test/unit/engine/samples/createSample.test.ts': 2.4,
  'test/unit/engine/server/mapRoutes.test.ts': 2.3,
  'test/unit/engine/map/neighbours.test.ts': 2.2,
  'test/unit/local/engineLauncher.test.ts': 1.8,
  'test/unit/engine/server/twins.test.ts': 1.6,
  'test/unit/engine/vectorSearch/diskVectors.test.ts': 1.3,
  'test/unit/engine/server/records.test.ts': 1.3,
  'test/unit/engine/namespace/slicedLoads.test.ts': 1.2,
  'test/unit/engine/map/mapQuestions.test.ts': 1.1,
  'test/unit/engine/server/vectors.test.ts': 1.1,
  'test/unit/engine/map/pointQuestions.test.ts': 1.1,
  'test/unit/engine/map/makeMap.test.ts': 1,
};
