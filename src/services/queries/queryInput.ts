import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import {
  localProvider,
  pineconeProvider,
  type IndexModel,
} from '../../model/embedding/indexModel.ts';
import type { Binding } from '../../model/notebook/cell.ts';
import { sumVectors, type SumTerm } from '../../model/notebook/input/recordSum.ts';
import type { SparseValues, VectorRecord } from '../../model/record.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { IndexClient, QueryRequest } from '../../pinecone/pineconeClient.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import type { Embeddings } from '../embedding/embeddings.ts';
import type { ParsedQuery } from './checkQueryCell.ts';
import { invalid, reasonOf } from './queryFailure.ts';

/**
 * Returns what the service is asked by, or the problem with the input. A text is embedded by the index's model, records
 * are fetched where their vectors are needed, and a hybrid query is weighted by its alpha.
 */
export async function queryInput(
  embeddings: TextEmbeddings,
  target: QueryTarget,
  query: ParsedQuery,
  signal: AbortSignal,
): Promise<ServiceInput | InvalidOutcome> {
  const { by, alpha, otherNamespaces } = query;
  const text = textInput(query, target.index);
  if (text !== undefined) return text;
  const sparse = await sparsePart(embeddings, target, query, signal);
  if (sparse && 'kind' in sparse) return sparse;
  const isHybrid = sparse !== undefined || alpha !== undefined;
  if (by.kind === 'sparse' || isSparseText(query, target.index))
    return weighted([], sparse, undefined);
  if (by.kind === 'id') {
    if (!isHybrid && otherNamespaces.length === 0) return { id: by.value };
    const found = await fetchAll(target, [by.value], signal);
    if ('kind' in found) return found;
    const record = found.get(by.value);
    const ownSparse = sparse ?? (record?.sparseValues && { values: record.sparseValues });
    return weighted(record?.values ?? [], ownSparse, alpha);
  }
  const dense = await denseVector(embeddings, target, by, signal);
  return 'kind' in dense ? dense : weighted(dense.vector, sparse, alpha);
}

/** Where a query is sent. */
export type QueryTarget = {
  readonly environment: Environment;
  readonly binding: Binding;
  readonly index: VectorIndex;
  readonly records: Pick<IndexClient, 'query' | 'queryText' | 'fetch'>;
};

export type TextEmbeddings = Pick<Embeddings, 'modelOf' | 'embed' | 'embedSparse'>;

/** What the service is asked by: a record, vectors, or a text that the index itself embeds or searches. */
export type ServiceInput = QueryRequest['by'] | TextInput;

/** A text, or the query string of documents. `fields` are those that are searched; absent for all. */
export type TextInput = {
  readonly text: string;
  readonly fields?: readonly string[];
  readonly isQueryString?: boolean;
};

type InvalidOutcome = CellOutcome & { kind: 'invalid' };

/** Returns the input of a text that the index itself reads. */
function textInput(
  { by, searchFields }: ParsedQuery,
  { kind }: VectorIndex,
): TextInput | undefined {
  if (by.kind === 'query string') return { text: by.value, isQueryString: true };
  if (by.kind !== 'text' || kind === 'vectors') return undefined;
  return { text: by.value, ...(searchFields.length > 0 && { fields: searchFields }) };
}

/** Whether the query's own text becomes sparse values: in an index of sparse vectors. */
function isSparseText({ by }: ParsedQuery, { kind, vectorType }: VectorIndex): boolean {
  return by.kind === 'text' && kind === 'vectors' && vectorType === 'sparse';
}

/** Sparse values, with the words of their indices if a model told them. */
type SparsePart = { readonly values: SparseValues; readonly terms?: readonly string[] };

async function sparsePart(
  embeddings: TextEmbeddings,
  { environment, index }: QueryTarget,
  query: ParsedQuery,
  signal: AbortSignal,
): Promise<SparsePart | InvalidOutcome | undefined> {
  const { by, sparse, sparseText, sparseModel } = query;
  const own = isSparseText(query, index) && by.kind === 'text' ? by.value : undefined;
  const text = own ?? sparseText?.text;
  if (text === undefined) return sparse && { values: sparse };
  try {
    const made = await embeddings.embedSparse(environment, text, sparseModel, signal);
    const { indices, values, terms } = made;
    return { values: { indices, values }, ...(terms && { terms }) };
  } catch (error) {
    const field = own === undefined ? 'sparseText' : 'input';
    if (Failure.is(error, 'badInput') || Failure.is(error, 'notFound'))
      return invalid(field, reasonOf(error));
    throw error;
  }
}

async function denseVector(
  embeddings: TextEmbeddings,
  target: QueryTarget,
  by: ParsedQuery['by'],
  signal: AbortSignal,
): Promise<{ readonly vector: readonly number[] } | InvalidOutcome> {
  if (by.kind === 'vector') return { vector: by.values };
  if (by.kind === 'records') return sumOfRecords(target, by.terms, signal);
  if (by.kind !== 'text') return { vector: [] };
  return embedText(embeddings, target, by.value, signal);
}

async function sumOfRecords(
  target: QueryTarget,
  terms: readonly SumTerm[],
  signal: AbortSignal,
): Promise<{ readonly vector: readonly number[] } | InvalidOutcome> {
  const ids = terms.map(({ id }) => id);
  const found = await fetchAll(target, ids, signal);
  if ('kind' in found) return found;
  const weights = terms.map(({ id, weight }) => ({ weight, values: found.get(id)?.values ?? [] }));
  const vector = sumVectors(weights);
  if (vector.some((value) => value !== 0)) return { vector };
  return invalid('input', 'The records cancel each other out: the sum has no direction');
}

async function fetchAll(
  { records, binding }: QueryTarget,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, VectorRecord> | InvalidOutcome> {
  const { value } = await records.fetch(binding.namespace, ids, signal);
  const found = new Map(value.map((record) => [record.id, record]));
  const missing = [...new Set(ids)].filter((id) => !found.has(id));
  if (missing.length === 0) return found;
  const { namespace, index } = binding;
  const names = missing.map((id) => `“${id}”`).join(', ');
  const problem = `There is no record ${names} in namespace “${namespace}” of “${index}”. Check the id and the namespace`;
  return invalid('input', problem);
}

async function embedText(
  embeddings: TextEmbeddings,
  { environment, index }: QueryTarget,
  text: string,
  signal: AbortSignal,
): Promise<{ readonly vector: readonly number[] } | InvalidOutcome> {
  const model = embeddings.modelOf(environment, index);
  if (model === undefined) throw new Failure('internal', 'The model of the index is not known');
  const request = { environment, index, model, texts: [text], purpose: 'query' as const };
  try {
    const [vector] = await embeddings.embed(request, signal);
    if (vector) return { vector };
  } catch (error) {
    if (Failure.is(error) && isAboutText(error, model)) return invalid('input', reasonOf(error));
    throw error;
  }
  throw new Failure('internal', `The model “${model.model}” returned no vector for the text`);
}

/** Weighs the dense part by alpha and the sparse part by the rest: the service adds the products of both. */
function weighted(
  vector: readonly number[],
  part: SparsePart | undefined,
  alpha: number | undefined,
): QueryRequest['by'] {
  if (part === undefined) return { vector };
  const { values: sparse, ...words } = part;
  if (alpha === undefined) return { vector, sparse, ...words };
  const values = sparse.values.map((value) => value * (1 - alpha));
  return {
    vector: vector.map((value) => value * alpha),
    sparse: { indices: sparse.indices, values },
    ...words,
  };
}

/** Whether the cell shows a failure at its text: the steps that other failures offer are those of the environment. */
function isAboutText({ kind }: Failure, { provider }: IndexModel): boolean {
  if (kind === 'badInput') return true;
  return kind !== 'cancelled' && provider !== localProvider && provider !== pineconeProvider;
}
