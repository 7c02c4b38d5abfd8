import { runToCompletion, type CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { NamespaceState } from '../storage/indexDatabase.ts';
import type { ReadState } from '../storage/storedRecord.ts';
import type { IndexContext } from './indexContext.ts';
import type { FilteredRows } from './filters/filteredRows.ts';
import type { DenseVectors, Match } from './denseVectors.ts';
import type { WriteTracker } from './writeTracker.ts';

/** A search among dense vectors. */
export type DenseSearch = {
  readonly dense: DenseVectors;
  readonly vector: Float32Array;
  readonly topK: number;
  readonly among?: FilteredRows | undefined;
};

/** How a search does its work: in time slices and threads, or without letting anything happen in between. */
export type SearchMode = {
  readonly run: <T>(steps: CooperativeTask<T>) => Promise<T>;
  /** Undefined where the namespace was let go meanwhile. */
  readonly searchDense: (search: DenseSearch) => Promise<readonly Match[] | undefined>;
};

/** One attempt at a search; undefined where a hit is gone. It clears the watch when its search begins. */
type Attempt<T> = (
  state: NamespaceState,
  mode: SearchMode,
  watch: WriteTracker,
) => Promise<readonly T[] | undefined>;

export type ConsistentSearch<T> = {
  readonly namespace: string;
  readonly signal: AbortSignal | undefined;
  /** Resolves when it is time to look at the namespace anew; undefined where nothing has to be read first. */
  readonly reading: (state: NamespaceState) => Promise<void> | undefined;
  readonly attempt: Attempt<T>;
};

/** Attempts beside other work before a search whose hits others keep writing has the thread for itself. */
const maxAttempts = 3;

/** The hits of an attempt during which none of them was written: they are those of one moment, and current. */
export async function searchConsistently<T extends { readonly id: string }>(
  context: IndexContext,
  { namespace, signal, reading, attempt }: ConsistentSearch<T>,
): Promise<ReadState & { readonly matches: readonly T[] }> {
  const { database, loaded, checkOpen } = context;
  for (let attempts = 0; ;) {
    checkOpen();
    const state = database.namespace(namespace);
    if (state === undefined) return { matches: [], namespace, lsn: 0 };
    const pending = reading(state);
    if (pending !== undefined) {
      await pending;
      continue;
    }
    const watch = loaded.watch(namespace);
    try {
      const mode = attempts < maxAttempts ? beside(context, signal) : atOnce(context);
      const matches = await attempt(state, mode, watch);
      checkOpen();
      if (matches !== undefined && !watch.touches(matches))
        return { matches, namespace, lsn: state.lsn };
    } finally {
      loaded.unwatch(namespace, watch);
    }
    attempts++;
  }
}

function beside(context: IndexContext, signal: AbortSignal | undefined): SearchMode {
  const { metric } = context.index;
  return {
    run: (steps) => context.run(steps, signal),
    searchDense: ({ dense, vector, topK, among }) =>
      dense.searchInThreads(metric, vector, topK, { among, signal }),
  };
}

function atOnce({ index: { metric } }: IndexContext): SearchMode {
  return {
    run: async (steps) => runToCompletion(steps),
    searchDense: async ({ dense, vector, topK, among }) =>
      dense.search(metric, vector, topK, among),
  };
}
