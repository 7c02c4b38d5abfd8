import type { Filter } from '../../model/filter/filter.ts';
import { filterTest } from '../../model/filter/matchesFilter.ts';
import { containsAll, wordPatterns } from '../../model/map/wordMatching.ts';
import { textKeyOf, titleOf, type Metadata } from '../../model/record.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import { BitSet } from '../structures/bitSet.ts';
import type { RecordCalls } from './calls/recordCalls.ts';
import { isFilteredInMemory } from './filters/isFilteredInMemory.ts';
import type { IndexContext } from './indexContext.ts';
import type { ReadyNamespace } from './readyNamespace.ts';
import { checkLength } from './searchVectors.ts';

type Params<M extends keyof RecordCalls> = Omit<RecordCalls[M]['params'] & object, 'index'>;
type Result<M extends keyof RecordCalls> = RecordCalls[M]['result'];

/** Reads of a map about given records: their vectors, whether they pass a filter, their scores. */
export class MapReads {
  readonly #context: IndexContext;

  constructor(context: IndexContext) {
    this.#context = context;
  }

  readInto({
    ids,
    into,
    first,
    stride,
    ...params
  }: Params<'records.readInto'>): Result<'records.readInto'> {
    const { aliases, database, reader } = this.#context;
    const state = database.namespace(aliases.target(params.namespace));
    const rows = ids.flatMap((id) => (state && database.record(state, id)) ?? []);
    const numbers = new Float32Array(into);
    const metadata = rows.map((row, at) => {
      numbers.set(reader.values(row) ?? [], first + at * stride);
      return reader.parse(row.metadata);
    });
    return { ids: rows.map(({ id }) => id), metadata };
  }

  async matching(
    params: Params<'records.matching'>,
    signal?: AbortSignal,
  ): Promise<Result<'records.matching'>> {
    const { aliases, filters, index, loaded, run } = this.#context;
    const { filter, ids } = params;
    const namespace = aliases.target(params.namespace);
    filters.check(namespace, filter);
    const bits = new BitSet(new Uint32Array(Math.ceil(ids.length / 32)));
    const ready = await loaded.ready(
      namespace,
      isFilteredInMemory(index) ? ['dense', 'columns'] : [],
    );
    if (ready !== undefined) await run(this.#mark(ready, filter, ids, bits), signal);
    return { bits: bits.words.buffer as ArrayBuffer };
  }

  async containing(
    params: Params<'records.containing'>,
    signal?: AbortSignal,
  ): Promise<Result<'records.containing'>> {
    const { aliases, database, reader, run } = this.#context;
    const { words, ids } = params;
    const state = database.namespace(aliases.target(params.namespace));
    const bits = new BitSet(new Uint32Array(Math.ceil(ids.length / 32)));
    const patterns = wordPatterns(words);
    function* mark(): CooperativeTask<void> {
      for (const [at, id] of ids.entries()) {
        const row = state && database.record(state, id);
        if (row) bits.set(at, containsAll(patterns, searchedTexts(id, reader.parse(row.metadata))));
        yield;
      }
    }
    await run(mark(), signal);
    return { bits: bits.words.buffer as ArrayBuffer };
  }

  async scores(params: Params<'records.scores'>): Promise<Result<'records.scores'>> {
    const { aliases, index, loaded } = this.#context;
    const { vector, ids } = params;
    checkLength(index, vector);
    const ready = await loaded.ready(aliases.target(params.namespace), ['dense']);
    const scores = Float32Array.from(ids, (id) => {
      const values = ready?.dense.values(id);
      return values === undefined ? Number.NaN : denseScore(index.metric, vector, values);
    });
    return { scores: scores.buffer };
  }

  /** Sets the bits of the ids whose records pass. */
  *#mark(
    ready: ReadyNamespace,
    filter: Filter,
    ids: readonly string[],
    bits: BitSet,
  ): CooperativeTask<void> {
    const { index, database, reader } = this.#context;
    if (isFilteredInMemory(index)) {
      const { dense } = ready;
      const among = yield* dense.filter(filter);
      const passes = dense.passes(among);
      ids.forEach((id, at) => bits.set(at, passes(id)));
      among.release();
      return;
    }
    const passes = filterTest(filter);
    for (const [at, id] of ids.entries()) {
      const row = database.record(ready.state, id);
      bits.set(at, row !== undefined && passes(reader.parse(row.metadata)));
      yield;
    }
  }
}

/** The texts in which a search looks for words. */
function searchedTexts(id: string, metadata: Metadata): string[] {
  const key = textKeyOf(metadata);
  return [id, titleOf(metadata) ?? '', key === undefined ? '' : String(metadata[key])];
}

/** The score of a vector for a query, as a search computes it: in float64. The cosine of a zero vector is 0. */
function denseScore(metric: Metric, query: Float32Array, vector: Float32Array): number {
  let product = 0;
  let querySquare = 0;
  let vectorSquare = 0;
  let distance = 0;
  for (let at = 0; at < query.length; at++) {
    const one = query[at]!;
    const other = vector[at]!;
    product += one * other;
    querySquare += one * one;
    vectorSquare += other * other;
    distance += (one - other) * (one - other);
  }
  if (metric === 'dotproduct') return product;
  if (metric === 'euclidean') return distance;
  const lengths = Math.sqrt(querySquare) * Math.sqrt(vectorSquare);
  return lengths > 0 ? product / lengths : 0;
}
