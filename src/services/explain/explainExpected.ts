import { mapLimit } from '../../common/async.ts';
import { explainFilter, typeOfValue } from '../../model/explain/explainFilter.ts';
import type { ExplainedClause, Explanation, TypeShare } from '../../model/explain/explanation.ts';
import { scoreOf } from '../../model/explain/scoreOf.ts';
import { scoreParts, type ScoreParts } from '../../model/explain/scoreParts.ts';
import { decodeFilter } from '../../model/filter/decodeFilter.ts';
import { maxTopK, type Hit } from '../../model/hit.ts';
import { fieldOf, type VectorRecord } from '../../model/record.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import type {
  IndexClient,
  QueryRequest,
  Reply,
  TextQueryRequest,
} from '../../pinecone/pineconeClient.ts';

/**
 * Explains for each expected id why the query finds it, or why not. Reads one deep result list, the records, and what
 * else a reason needs: ranks without the filter, other namespaces, and a sample for the usual types.
 */
export async function explainExpected(
  request: ExplainRequest,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Explained> {
  const work = new Explaining(request, signal);
  return { explanations: await work.explain(ids), readUnits: work.readUnits };
}

/** Records whose metadata shows the usual type of a field. */
const sampledRecords = 100;
/** Other namespaces in which a missing record is looked for. */
const mostNamespaces = 100;
const fetchesAtOnce = 4;

/** A query whose expected records are explained, and the index that answers it. */
export type ExplainRequest = {
  readonly client: Pick<IndexClient, 'query' | 'queryText' | 'fetch' | 'stats'>;
  readonly metric: Metric;
  readonly namespace: string;
  /** A text is embedded by the index itself. */
  readonly by: QueryRequest['by'] | Pick<TextQueryRequest, 'text' | 'fields' | 'isQueryString'>;
  /** The query's dense vector, for scores of records that are far below; absent if it is not known. */
  readonly vector?: readonly number[];
  /** A metadata filter as parsed JSON. */
  readonly filter?: object;
  /** Number of hits that the query returns. */
  readonly topK: number;
};

export type Explained = {
  readonly explanations: readonly Explanation[];
  readonly readUnits: number;
};

class Explaining {
  readonly #request: ExplainRequest;
  readonly #signal: AbortSignal;
  readUnits = 0;
  #maxIndexedLsn: number | undefined;

  constructor(request: ExplainRequest, signal: AbortSignal) {
    this.#request = request;
    this.#signal = signal;
  }

  async explain(ids: readonly string[]): Promise<readonly Explanation[]> {
    const { filter: json, topK } = this.#request;
    const filter = json && decodeFilter(json);
    const hits = await this.#deepHits(json);
    const records = await this.#fetch(this.#request.namespace, ids);
    const isExcluded = ({ id }: VectorRecord): boolean =>
      filter !== undefined && !hits.some((hit) => hit.id === id);
    const all = [...records.values()].some(isExcluded) ? await this.#deepHits() : hits;
    const missing = ids.filter((id) => !records.has(id) && !hits.some((hit) => hit.id === id));
    const elsewhere = await this.#otherNamespaces(missing);
    const vector = await this.#queryVector();
    const unranked = [...records.keys()].some((id) => !rankOf(hits, id));
    const isExhausted = unranked && hits.length < maxTopK && (await this.#isSmall());
    const explained = ids.map((id): Explanation => {
      const record = records.get(id);
      const rank = rankOf(hits, id);
      const rankWithoutFilter = rankOf(all, id);
      const score = (rank ?? rankWithoutFilter)?.score ?? this.#score(vector, record);
      const clauses = filter && record ? explainFilter(filter, record.metadata) : [];
      const isFiltered = clauses.some(({ excludes }) => excludes);
      const namespaces = elsewhere.get(id) ?? [];
      const parts = record && this.#parts(record);
      const lastScore = hits[Math.min(topK, hits.length) - 1]?.score;
      return {
        id,
        verdict: verdictOf({
          rank: rank?.rank,
          topK,
          exists: record !== undefined,
          isFiltered,
          isElsewhere: namespaces.length > 0,
          isExhausted,
        }),
        ...(rank && { rank: rank.rank }),
        ...(!rank && rankWithoutFilter && { rankWithoutFilter: rankWithoutFilter.rank }),
        deepest: maxTopK,
        ...(score !== undefined && { score }),
        ...(parts && { parts }),
        ...(this.#maxIndexedLsn !== undefined && { maxIndexedLsn: this.#maxIndexedLsn }),
        ...(lastScore !== undefined && { lastScore }),
        clauses,
        namespaces,
      };
    });
    return this.#withTypes(explained, all);
  }

  async #deepHits(filter?: object): Promise<readonly Hit[]> {
    const { client, namespace, by } = this.#request;
    const common = { namespace, topK: maxTopK, ...(filter && { filter }) };
    const found =
      'text' in by
        ? await client.queryText({ ...common, ...by }, this.#signal)
        : await client.query({ ...common, by, includeMetadata: false }, this.#signal);
    this.#maxIndexedLsn = found.usage.maxIndexedLsn;
    return this.#counted(found);
  }

  #parts(record: VectorRecord): ScoreParts | undefined {
    const { by, metric } = this.#request;
    if (!('vector' in by) || by.sparse === undefined || metric !== 'dotproduct') return undefined;
    return scoreParts({ ...by, sparse: by.sparse }, record);
  }

  /** Whether the namespace has no more records than ranks are read: all are ranked, unless the search lacks one. */
  async #isSmall(): Promise<boolean> {
    const { client, namespace } = this.#request;
    const { namespaces } = await client.stats(this.#signal);
    const { recordCount = 0 } = namespaces.find(({ name }) => name === namespace) ?? {};
    return recordCount <= maxTopK;
  }

  async #fetch(
    namespace: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, VectorRecord>> {
    if (ids.length === 0) return new Map();
    const records = this.#counted(await this.#request.client.fetch(namespace, ids, this.#signal));
    return new Map(records.map((record) => [record.id, record]));
  }

  async #otherNamespaces(ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = new Map<string, string[]>();
    if (ids.length === 0) return found;
    const { client, namespace } = this.#request;
    const { namespaces } = await client.stats(this.#signal);
    const others = namespaces.map(({ name }) => name).filter((name) => name !== namespace);
    const read = await mapLimit(
      others.slice(0, mostNamespaces),
      fetchesAtOnce,
      this.#signal,
      async (name) => ({ name, records: await this.#fetch(name, ids) }),
    );
    for (const { name, records } of read)
      for (const id of records.keys()) found.set(id, [...(found.get(id) ?? []), name]);
    return found;
  }

  async #queryVector(): Promise<readonly number[] | undefined> {
    const { by, vector, namespace } = this.#request;
    if (vector) return vector;
    if ('vector' in by) return by.sparse ? undefined : by.vector;
    if ('text' in by) return undefined;
    return (await this.#fetch(namespace, [by.id])).get(by.id)?.values;
  }

  #score(
    vector: readonly number[] | undefined,
    record: VectorRecord | undefined,
  ): number | undefined {
    return vector && record && scoreOf(this.#request.metric, vector, record.values);
  }

  /** Adds the usual types of fields whose value the filter cannot compare. */
  async #withTypes(
    explanations: readonly Explanation[],
    hits: readonly Hit[],
  ): Promise<readonly Explanation[]> {
    const isTyped = explanations.some(({ clauses }) => clauses.some(({ wrongType }) => wrongType));
    if (!isTyped) return explanations;
    const ids = hits.slice(0, sampledRecords).map(({ id }) => id);
    const sample = [...(await this.#fetch(this.#request.namespace, ids)).values()];
    return explanations.map((one) => ({
      ...one,
      clauses: one.clauses.map((clause) => withType(clause, sample)),
    }));
  }

  #counted<T>({ value, usage }: Reply<T>): T {
    this.readUnits += usage.readUnits ?? 0;
    return value;
  }
}

function rankOf(
  hits: readonly Hit[],
  id: string,
): { readonly rank: number; readonly score: number } | undefined {
  const at = hits.findIndex((hit) => hit.id === id);
  const hit = hits[at];
  return hit && { rank: at + 1, score: hit.score };
}

function verdictOf(record: {
  readonly rank: number | undefined;
  readonly topK: number;
  readonly exists: boolean;
  readonly isFiltered: boolean;
  readonly isElsewhere: boolean;
  /** Whether the deep list has all records that the search finds. */
  readonly isExhausted: boolean;
}): Explanation['verdict'] {
  const { rank, topK } = record;
  if (rank !== undefined) return rank <= topK ? 'found' : 'below';
  if (!record.exists) return record.isElsewhere ? 'elsewhere' : 'missing';
  if (record.isFiltered) return 'filtered';
  return record.isExhausted ? 'unfound' : 'below';
}

function withType(clause: ExplainedClause, sample: readonly VectorRecord[]): ExplainedClause {
  const { wrongType, field } = clause;
  const typeShare = wrongType && usualType(field, sample);
  return typeShare ? { ...clause, typeShare } : clause;
}

function usualType(field: string, sample: readonly VectorRecord[]): TypeShare | undefined {
  const values = sample
    .map(({ metadata }) => fieldOf(metadata, field))
    .filter((value) => value !== undefined);
  const [usual] = [...Map.groupBy(values, typeOfValue)].sort(
    ([, one], [, other]) => other.length - one.length,
  );
  if (usual === undefined) return undefined;
  const [type, of] = usual;
  return { type, share: of.length / values.length, of: values.length };
}
