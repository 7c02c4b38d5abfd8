import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { DocumentScoring, DocumentSelection } from './calls/documentCalls.ts';
import type { NamespaceState } from '../storage/indexDatabase.ts';
import { bestRows } from '../structures/bestRows.ts';
import type { IndexContext } from './indexContext.ts';
import { documentTest } from './documentTest.ts';
import type { Hit } from './hybridHits.ts';
import type { SearchMode } from './consistentSearch.ts';
import type { ScoredTexts } from '../textSearch/textRows.ts';
import { deepen } from './searchVectors.ts';
import type { WriteTracker } from './writeTracker.ts';

export type RankOptions = {
  readonly mode: SearchMode;
  /** Is cleared when the search begins. */
  readonly watch: WriteTracker;
  readonly signal: AbortSignal | undefined;
};

type Search = {
  readonly scoring: DocumentScoring;
  readonly topK: number;
  readonly selection?: DocumentSelection;
};

type Passes = (hit: { readonly pk: number; readonly id: string }) => boolean;

type Hits = readonly Hit[];

/** Ranks the documents of an index whose vectors and texts are in memory. */
export class DocumentRanking {
  readonly #context: IndexContext;

  constructor(context: IndexContext) {
    this.#context = context;
  }

  /** The best documents, the best first; undefined where the namespace was let go meanwhile. */
  async rank(
    state: NamespaceState,
    { scoring, topK, selection }: Search,
    options: RankOptions,
  ): Promise<Hits | undefined> {
    const { loaded } = this.#context;
    if ('dense' in scoring)
      return this.#rankDense(state, { vector: scoring.dense, topK, selection }, options);
    const passes = selection && (await this.#passes(state, selection, options));
    options.watch.clear();
    const scored =
      'sparse' in scoring
        ? loaded.sparse(state).score(scoring.sparse)
        : loaded.texts(state).score(scoring.texts);
    return options.mode.run(choose(scored, topK, passes));
  }

  async #rankDense(
    state: NamespaceState,
    {
      vector,
      topK,
      selection,
    }: { vector: Float32Array; topK: number; selection: DocumentSelection | undefined },
    { mode, watch, signal }: RankOptions,
  ): Promise<Hits | undefined> {
    const { loaded, run } = this.#context;
    const dense = loaded.dense(state);
    if (selection === undefined || selection.conditions.length > 0) {
      const passes = selection && (await this.#passes(state, selection, { mode, watch, signal }));
      watch.clear();
      const searchTo = (depth: number): Promise<Hits | undefined> =>
        mode.searchDense({ dense, vector, topK: depth });
      return passes === undefined ? searchTo(topK) : deepen(topK, searchTo, passes, mode);
    }
    const among = await run(dense.filter(selection.filter), signal);
    try {
      watch.clear();
      return await mode.searchDense({ dense, vector, topK, among });
    } finally {
      among.release();
    }
  }

  async #passes(
    state: NamespaceState,
    selection: DocumentSelection,
    { signal }: RankOptions,
  ): Promise<Passes> {
    const { loaded, reader, run } = this.#context;
    const test = await run(
      documentTest(selection, () => loaded.texts(state)),
      signal,
    );
    return ({ pk, id }) => {
      const metadata = reader.metadata(pk);
      return metadata !== undefined && test(id, metadata);
    };
  }
}

function* choose(
  scored: CooperativeTask<ScoredTexts>,
  topK: number,
  passes: Passes | undefined,
): CooperativeTask<Hits> {
  const { records, ...found } = yield* scored;
  const hits = yield* bestRows(found, {
    topK,
    isBefore: (row, other) => records[row]!.id < records[other]!.id,
    accepts: passes && ((row) => passes(records[row]!)),
  });
  return hits.map(({ row, score }) => ({ pk: records[row]!.pk, id: records[row]!.id, score }));
}
