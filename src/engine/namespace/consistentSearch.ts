import type { ReadState } from '../storage/storedRecord.ts';
import { runToCompletion, type CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { DenseQuery, DenseScores, DenseVectors } from './denseVectors.ts';
import type { Hit } from './hybridHits.ts';
import type { IndexContext } from './indexContext.ts';
import type { MemoryPart, ReadyNamespace } from './readyNamespace.ts';
import type { WriteTracker } from './writeTracker.ts';

/** A search that must see one state of its namespace while others write. */
export type ConsistentSearch<T> = {
  readonly namespace: string;
  /** The parts of the namespace that the search needs in memory. */
  readonly needs: readonly MemoryPart[];
  readonly signal: AbortSignal | undefined;
  readonly attempt: Attempt<T>;
};

/** How an attempt runs: in time slices and worker threads, or exclusively, with no other work in between. */
export type SearchMode = {
  readonly run: <T>(task: CooperativeTask<T>) => Promise<T>;
  /** Undefined if a hit was written meanwhile, or the namespace was dropped from memory. */
  readonly searchDense: (
    dense: DenseVectors,
    query: DenseQuery,
  ) => Promise<readonly Hit[] | undefined>;
  /** Undefined if a vector was removed meanwhile, or the namespace was dropped from memory. */
  readonly scoreDense: (
    dense: DenseVectors,
    query: DenseScores,
  ) => Promise<Float64Array | undefined>;
};

/** One attempt at a search. It clears the tracker when its search begins, and returns undefined if a hit is gone. */
type Attempt<T> = (
  ready: ReadyNamespace,
  mode: SearchMode,
  tracker: WriteTracker,
) => Promise<readonly T[] | undefined>;

/** Attempts beside other work. If writes disturb all of them, the next attempt runs exclusively. */
const maxAttempts = 6;

/** Returns hits as they all were at one moment between call and response: repeats an attempt whose hits were written. */
export async function searchConsistently<T extends { readonly id: string }>(
  context: IndexContext,
  { namespace, needs, signal, attempt }: ConsistentSearch<T>,
): Promise<ReadState & { readonly matches: readonly T[] }> {
  const { loaded, checkOpen } = context;
  for (let attempts = 0; ; attempts++) {
    const ready = await loaded.ready(namespace, needs);
    if (ready === undefined) return { matches: [], namespace, lsn: 0 };
    const tracker = loaded.trackWrites(namespace);
    try {
      const mode = attempts < maxAttempts ? cooperative(context, signal) : exclusive;
      const matches = await attempt(ready, mode, tracker);
      checkOpen();
      if (matches !== undefined && ready.isCurrent && !tracker.hasAny(matches))
        return { matches, namespace, lsn: ready.state.lsn };
    } finally {
      loaded.stopTracking(namespace, tracker);
    }
  }
}

function cooperative({ run }: IndexContext, signal: AbortSignal | undefined): SearchMode {
  return {
    run: (task) => run(task, signal),
    searchDense: (dense, query) => dense.search({ ...query, signal }),
    scoreDense: (dense, query) => dense.scores(query),
  };
}

const exclusive: SearchMode = {
  run: async (task) => runToCompletion(task),
  searchDense: (dense, query) => dense.search({ ...query, isExclusive: true }),
  scoreDense: (dense, query) => dense.scores({ ...query, isExclusive: true }),
};
