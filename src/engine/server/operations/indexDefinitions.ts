import type { Event } from '../../../common/emitter.ts';
import type { RpcClient } from '../../../common/rpc.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';

/**
 * The definitions of indexes, cached until an index changes: a request then takes one call of the store instead of two.
 * The store announces a change before it answers the call that made it, so no later request gets an old definition.
 */
export class IndexDefinitions {
  readonly #store: RpcClient<StoreCalls>;
  readonly #known = new Map<string, Promise<StoredIndex>>();

  constructor(store: RpcClient<StoreCalls>, onDidChangeIndexes: Event<void>) {
    this.#store = store;
    onDidChangeIndexes(() => this.#known.clear());
  }

  /** Returns the definition of an index. Throws `notFound`. */
  async of(name: string): Promise<StoredIndex> {
    const known = this.#known.get(name) ?? this.#store.call('index.describe', { name });
    this.#known.set(name, known);
    try {
      return await known;
    } catch (error) {
      if (this.#known.get(name) === known) this.#known.delete(name);
      throw error;
    }
  }
}
