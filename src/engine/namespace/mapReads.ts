import type { Filter } from '../../model/filter/filter.ts';
import { filterTest } from '../../model/filter/matchesFilter.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import { BitSet } from '../structures/bitSet.ts';
import type { NamespaceState } from '../storage/indexDatabase.ts';
import type { RecordCalls } from './calls/recordCalls.ts';
import { isFilteredInMemory, type IndexContext } from './indexContext.ts';
import { checkLength } from './searchVectors.ts';

type Params<M extends keyof RecordCalls> = Omit<RecordCalls[M]['params'] & object, 'index'>;
type Result<M extends keyof RecordCalls> = RecordCalls[M]['result'];

/** What a map reads of records that it names: their numbers, whether they pass a filter, how they score. */
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
    const { state } = this.#toRead(params.namespace);
    const rows = ids.flatMap((id) => (state && this.#context.database.record(state, id)) ?? []);
    const numbers = new Float32Array(into);
    const metadata = rows.map((row, at) => {
      numbers.set(this.#context.reader.values(row) ?? [], first + at * stride);
      return this.#context.reader.parse(row.metadata);
    });
    return { ids: rows.map(({ id }) => id), metadata };
  }

  async matching(
    params: Params<'records.matching'>,
    signal?: AbortSignal,
  ): Promise<Result<'records.matching'>> {
    const { filter, ids } = params;
    const { namespace, state } = this.#toRead(params.namespace);
    this.#context.filters.check(namespace, filter);
    const loading =
      state && isFilteredInMemory(this.#context.index) ? this.#context.loading(state) : undefined;
    if (loading !== undefined) return loading.then(() => this.matching(params, signal));
    const bits = new BitSet(new Uint32Array(Math.ceil(ids.length / 32)));
    if (state !== undefined) await this.#context.run(this.#mark(state, filter, ids, bits), signal);
    return { bits: bits.words.buffer as ArrayBuffer };
  }

  async scores(params: Params<'records.scores'>): Promise<Result<'records.scores'>> {
    const { vector, ids } = params;
    const { state } = this.#toRead(params.namespace);
    checkLength(this.#context.index, vector);
    const loading = state && this.#context.loading(state);
    if (loading !== undefined) return loading.then(() => this.scores(params));
    const dense = state && this.#context.loaded.dense(state);
    const scores = Float32Array.from(ids, (id) => {
      const values = dense?.values(id);
      return values === undefined
        ? Number.NaN
        : denseScore(this.#context.index.metric, vector, values);
    });
    return { scores: scores.buffer };
  }

  #toRead(name: string): { namespace: string; state: NamespaceState | undefined } {
    const { aliases, database } = this.#context;
    const namespace = aliases.target(name);
    return { namespace, state: database.namespace(namespace) };
  }

  /** Sets the bits of the places whose records pass. */
  *#mark(
    state: NamespaceState,
    filter: Filter,
    ids: readonly string[],
    bits: BitSet,
  ): CooperativeTask<void> {
    const { index, database, reader, loaded } = this.#context;
    if (isFilteredInMemory(index)) {
      const dense = loaded.dense(state);
      const among = yield* dense.filter(filter);
      const passes = dense.passes(among);
      ids.forEach((id, at) => bits.set(at, passes(id)));
      among.release();
      return;
    }
    const passes = filterTest(filter);
    for (const [at, id] of ids.entries()) {
      const row = database.record(state, id);
      bits.set(at, row !== undefined && passes(reader.parse(row.metadata)));
      yield;
    }
  }
}

/** The score of a vector for a query, as a search gives it: float64 sums; without a direction the cosine is 0. */
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
