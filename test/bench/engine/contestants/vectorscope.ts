import path from 'node:path';
import { OpenIndex } from '../../../../src/engine/namespace/openIndex.ts';
import { CooperativeTasks } from '../../../../src/engine/workers/cooperativeTasks.ts';
import { readKernel } from '../../../../src/engine/kernels/kernelFile.ts';
import { ScanPool } from '../../../../src/engine/vectorSearch/scan/scanPool.ts';
import { Searcher } from '../../../../src/engine/vectorSearch/searcher.ts';
import { IndexDatabase } from '../../../../src/engine/storage/indexDatabase.ts';
import type { StoredIndex } from '../../../../src/engine/storage/storedIndex.ts';
import { blocksOf } from '../../data/rowFile.ts';
import { snapshotWritten } from '../../shared/footprint.ts';
import { always, bucketOf, type Contestant, type Kind, type Setting } from './contestant.ts';

/** The engine's indexes as its store uses them: on disk, with metadata and ids of text, without HTTP. */
export const vectorscope: Kind = {
  name: 'Vectorscope',
  isExact: true,
  canFilter: true,
  keepsFiles: true,
  leftOut: always,
  create: contestant,
};

const namespace = 'bench';

function contestant({ rows, metric, folder, threads }: Setting): Contestant {
  const file = path.join(folder, 'index.sqlite');
  const module = readKernel();
  const searcher = new Searcher(module, { pool: new ScanPool(module, threads) });
  let index: OpenIndex | undefined;
  const open = (mode: 'create' | 'existing'): OpenIndex =>
    new OpenIndex(
      indexOf(rows.dimension, metric),
      new IndexDatabase(file, mode, 'bench'),
      () => searcher,
      path.join(folder, 'vectors'),
      new CooperativeTasks(),
    );
  return {
    load: async () => {
      index = open('create');
      for (const { first, rows: block } of blocksOf(rows)) {
        const values = new Float32Array(block.length * rows.dimension);
        block.forEach((row, at) => values.set(row, at * rows.dimension));
        const ids = block.map((_, at) => String(first + at));
        const metadata = block.map((_, at) => ({ bucket: bucketOf(first + at) }));
        index.records.upsert({ namespace, batch: { ids, values: values.buffer, metadata } });
      }
    },
    open: async () => void (index = open('existing')),
    settle: () => snapshotWritten(path.join(folder, 'vectors')),
    search: async ({ query, topK, below }) => {
      const { matches } = await index!.queries.query({
        namespace,
        topK,
        by: { vector: query },
        includeValues: false,
        includeMetadata: false,
        ...(below === undefined ? {} : { filter: filterOf(below) }),
      });
      return matches.map(({ id }) => Number(id));
    },
    close: () => {
      index?.dispose();
      searcher.dispose();
    },
  };
}

function filterOf(below: number) {
  return { op: 'compare', field: 'bucket', comparison: '$lt', value: below } as const;
}

function indexOf(dimension: number, metric: Setting['metric']): StoredIndex {
  return {
    name: 'bench',
    kind: 'vectors',
    vectorType: 'dense',
    dimension,
    metric,
    cloud: 'aws',
    region: 'us-east-1',
    tags: {},
    isProtected: false,
  };
}
