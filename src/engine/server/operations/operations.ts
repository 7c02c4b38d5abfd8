import type { Disposable } from '../../../common/disposables.ts';
import type { Event } from '../../../common/emitter.ts';
import type { RpcClient } from '../../../common/rpc.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import { LargeResponses } from '../bounds/largeResponses.ts';
import { UpsertDecoder } from '../upserts/upsertDecoder.ts';
import { IndexDefinitions } from './indexDefinitions.ts';
import { NamespaceOperations } from './namespaceOperations.ts';
import { VectorOperations } from './vectorOperations.ts';

/** The operations that several encodings share, with the limit of their responses and the definitions of indexes. */
export type Operations = Disposable & {
  readonly vectors: VectorOperations;
  readonly namespaces: NamespaceOperations;
  readonly large: LargeResponses;
  readonly definitions: IndexDefinitions;
};

/** `onDidChangeIndexes` fires before the call that changes an index is answered. */
export function createOperations(
  store: RpcClient<StoreCalls>,
  onDidChangeIndexes: Event<void>,
): Operations {
  const large = new LargeResponses();
  const upserts = new UpsertDecoder();
  const definitions = new IndexDefinitions(store, onDidChangeIndexes);
  return {
    vectors: new VectorOperations({ store, definitions, large, upserts }),
    namespaces: new NamespaceOperations(store),
    large,
    definitions,
    dispose: () => upserts.dispose(),
  };
}
