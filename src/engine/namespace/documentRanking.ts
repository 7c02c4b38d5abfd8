import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { DocumentScoring, DocumentSelection } from './calls/documentCalls.ts';
import { bestRows } from '../structures/bestRows.ts';
import type { IndexContext } from './indexContext.ts';
import { documentMatcher } from './documentMatcher.ts';
import type { Hit } from './hybridHits.ts';
import type { SearchMode } from './consistentSearch.ts';
import type { ReadyNamespace } from './readyNamespace.ts';
import type { ScoredTexts } from '../textSearch/textRows.ts';
import { deepen } from './searchVectors.ts';
import type { WriteTracker } from './writeTracker.ts';

/** Ranks documents by dense vectors, by sparse vectors, or by text. */
export class DocumentRanking {
  readonly #context: IndexContext;

  constructor(context: IndexContext) {
    this.#context = context;
  }

  /** The best hits first. Undefined if a hit was written meanwhile, or the namespace was dropped from memory. */
  async rank(
    ready: ReadyNamespace,
    { scoring, topK, selection }: Search,
    options: RankOptions,
  ): Promise<Hits | undefined> {
    if ('dense' in scoring)
      return this.#rankDense(ready, { vector: scoring.dense, topK, selection }, options);
    const passes = selection && (await this.#passes(ready, selection, options));
    if (!ready.isCurrent) return undefined;
    options.tracker.clear();
    const scored =
      'sparse' in scoring ? ready.sparse.score(scoring.sparse) : ready.texts.score(scoring.texts);
    return options.mode.run(choose(scored, topK, passes));
  }

  async #rankDense(
    ready: ReadyNamespace,
    {
      vector,
      topK,
      selection,
    }: { vector: Float32Array; topK: number; selection: DocumentSelection | undefined },
    options: RankOptions,
  ): Promise<Hits | undefined> {
    const { mode, tracker, signal } = options;
    const { dense } = ready;
    if (selection === undefined || selection.conditions.length > 0) {
      const passes = selection && (await this.#passes(ready, selection, options));
      if (!ready.isCurrent) return undefined;
      tracker.clear();
      const searchTo = (depth: number): Promise<Hits | undefined> =>
        mode.searchDense(dense, { vector, topK: depth });
      return passes === undefined ? searchTo(topK) : deepen(topK, searchTo, passes, mode);
    }
    const among = await this.#context.run(dense.filter(selection.filter), signal);
    try {
      if (!ready.isCurrent) return undefined;
      tracker.clear();
      return await mode.searchDense(dense, { vector, topK, among });
    } finally {
      among.release();
    }
  }

  async #passes(
    ready: ReadyNamespace,
    selection: DocumentSelection,
    { signal }: RankOptions,
  ): Promise<Passes> {
    const { reader, run } = this.#context;
    const test = await run(documentMatcher(selection, ready), signal);
    return ({ pk, id }) => {
      const metadata = reader.metadata(pk);
      return metadata !== undefined && test(id, metadata);
    };
  }
}

export type RankOptions = {
  readonly mode: SearchMode;
  /** Cleared when the search begins. */
  readonly tracker: WriteTracker;
  readonly signal: AbortSignal | undefined;
};

type Search = {
  readonly scoring: DocumentScoring;
  readonly topK: number;
  readonly selection?: DocumentSelection;
};

type Passes = (hit: { readonly pk: number; readonly id: string }) => boolean;

type Hits = readonly Hit[];

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
