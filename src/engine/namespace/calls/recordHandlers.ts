import type { Handlers } from '../../../common/rpc.ts';
import type { DiskReserve } from '../../storage/diskReserve.ts';
import type { OpenIndexes } from '../../store/openIndexes.ts';
import { buffersOf, packHits } from './storedHits.ts';
import type { RecordCalls } from './recordCalls.ts';

/** Returns the handlers of calls on records. */
export function recordHandlers(indexes: OpenIndexes, reserve: DiskReserve): Handlers<RecordCalls> {
  return {
    'records.upsert': (params) =>
      indexes.useAndFlush(params.index, ({ records }) => records.upsert(params)),
    'records.query': async (params, { signal, transfer }) => {
      const found = indexes.use(params.index, ({ queries }) => queries.query(params, signal));
      const { matches, ...read } = await found;
      const hits = packHits(matches, params.includeValues || params.includeMetadata !== false);
      transfer(buffersOf(hits));
      return { ...read, hits };
    },
    'records.fetch': (params) => indexes.use(params.index, ({ records }) => records.fetch(params)),
    'records.fetchMatching': (params, { signal }) =>
      indexes.use(params.index, ({ records }) => records.fetchMatching(params, signal)),
    'records.update': (params) =>
      indexes.use(params.index, ({ records }) => records.update(params)),
    'records.updateMatching': (params, { signal }) =>
      indexes.use(params.index, ({ records }) => records.updateMatching(params, signal)),
    'records.delete': (params, { signal }) =>
      reserve.retryWithReserveAsync(() =>
        indexes.use(params.index, ({ records }) => records.delete(params, signal)),
      ),
    'records.list': (params) => indexes.use(params.index, ({ records }) => records.list(params)),
    'records.mark': ({ index }) =>
      indexes.use(index, ({ database }) => ({ mark: database.lastNumber })),
    'records.addedAfter': ({ index, mark, limit }) =>
      indexes.use(index, ({ database }) => {
        const rows = database.recordsAfter(mark, limit);
        const records = rows.map(({ id, namespace }) => ({ id, namespace }));
        return { records, mark: rows.at(-1)?.pk ?? mark };
      }),
    'records.countMatching': (params, { signal }) =>
      indexes.use(params.index, ({ records }) => records.countMatching(params, signal)),
    'records.readInto': (params) =>
      indexes.use(params.index, ({ mapReads }) => mapReads.readInto(params)),
    'records.matching': (params, { signal }) =>
      indexes.use(params.index, ({ mapReads }) => mapReads.matching(params, signal)),
    'records.containing': (params, { signal }) =>
      indexes.use(params.index, ({ mapReads }) => mapReads.containing(params, signal)),
    'records.scores': (params) =>
      indexes.use(params.index, ({ mapReads }) => mapReads.scores(params)),
  };
}
