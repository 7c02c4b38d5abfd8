import type { RpcClient } from '../../../common/rpc.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import { LargeResponses } from '../bounds/largeResponses.ts';
import { NamespaceOperations } from './namespaceOperations.ts';
import { VectorOperations } from './vectorOperations.ts';

/** The operations that several encodings share, and the limit of their responses. */
export type Operations = {
  readonly vectors: VectorOperations;
  readonly namespaces: NamespaceOperations;
  readonly large: LargeResponses;
};

export function createOperations(store: RpcClient<StoreCalls>): Operations {
  const large = new LargeResponses();
  return {
    vectors: new VectorOperations(store, large),
    namespaces: new NamespaceOperations(store),
    large,
  };
}
