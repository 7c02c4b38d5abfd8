/** The programs and threads of the engine: the names of their bundles, and their files. */
export const engineEntryPoints = {
  engine: 'src/engine/main.ts',
  'engine-store': 'src/engine/store/storeThread.ts',
  'engine-check': 'src/engine/storage/integrity/checkThread.ts',
  'engine-scan': 'src/engine/vectorSearch/scan/scanThread.ts',
  'engine-prefix': 'src/engine/vectorSearch/prefix/prefixThread.ts',
  'engine-map': 'src/engine/map/mapThread.ts',
  'engine-map-worker': 'src/engine/map/workers/poolThread.ts',
  'engine-parquet': 'src/parquet/parquetProcess.ts',
  'engine-sentences': 'src/engine/embedding/sentences/sentenceThread.ts',
  'engine-upserts': 'src/engine/server/upserts/upsertThread.ts',
};

/** How they are bundled. */
export const engineBundleOptions = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
} as const;
