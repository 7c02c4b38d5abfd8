// The engine in one file: the first argument names the program that a thread or process of the engine runs. Other
// arguments are a command.
import { argv } from 'node:process';

/** By the names of the bundles that the programs have in the package. */
const programs: Readonly<Record<string, () => Promise<unknown>>> = {
  'engine-store.js': () => import('./store/storeThread.ts'),
  'engine-check.js': () => import('./storage/integrity/checkThread.ts'),
  'engine-scan.js': () => import('./vectorSearch/scan/scanThread.ts'),
  'engine-prefix.js': () => import('./vectorSearch/prefix/prefixThread.ts'),
  'engine-map.js': () => import('./map/mapThread.ts'),
  'engine-map-worker.js': () => import('./map/workers/poolThread.ts'),
  'engine-parquet.js': () => import('../parquet/parquetProcess.ts'),
  'engine-sentences.js': () => import('./embedding/sentences/sentenceThread.ts'),
  'engine-upserts.js': () => import('./server/upserts/upsertThread.ts'),
};

const [, , name = ''] = argv;
const runProgram = programs[name] ?? (() => import('./main.ts'));
await runProgram();
