import type { Handlers } from '../../../common/rpc.ts';
import type { OpenIndexes } from '../../store/openIndexes.ts';
import type { DocumentCalls } from './documentCalls.ts';

/** Returns the handlers of calls on documents. */
export function documentHandlers(indexes: OpenIndexes): Handlers<DocumentCalls> {
  return {
    'documents.upsert': (params) =>
      indexes.useAndFlush(params.index, ({ documents }) => documents.upsert(params)),
    'documents.search': (params, { signal }) =>
      indexes.use(params.index, ({ documents }) => documents.search(params, signal)),
    'documents.fetchMatching': (params, { signal }) =>
      indexes.use(params.index, ({ documents }) => documents.fetchMatching(params, signal)),
    'documents.update': (params) =>
      indexes.useAndFlush(params.index, ({ documents }) => documents.update(params)),
    'documents.updateMatching': (params, { signal }) =>
      indexes.use(params.index, ({ documents }) => documents.updateMatching(params, signal)),
  };
}
