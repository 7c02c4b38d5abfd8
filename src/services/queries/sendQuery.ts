import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { Hit } from '../../model/hit.ts';
import {
  localProvider,
  pineconeProvider,
  type IndexModel,
} from '../../model/embedding/indexModel.ts';
import type { Binding } from '../../model/notebook/cell.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { IndexClient, Reply } from '../../pinecone/pineconeClient.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import type { Embeddings } from '../embedding/embeddings.ts';
import type { ParsedQuery } from './checkQueryCell.ts';
import { invalid, reasonOf } from './queryFailure.ts';

/** Where a query is sent. */
export type QueryTarget = {
  readonly environment: Environment;
  readonly binding: Binding;
  readonly index: VectorIndex;
  readonly records: Pick<IndexClient, 'query' | 'queryText'>;
};

type TextEmbeddings = Pick<Embeddings, 'modelOf' | 'embed'>;

/** Sends a query and returns its hits, or the problem with its text. A text is embedded first, or by the service. */
export async function sendQuery(
  embeddings: TextEmbeddings,
  target: QueryTarget,
  query: ParsedQuery,
  signal: AbortSignal,
): Promise<Reply<readonly Hit[]> | (CellOutcome & { kind: 'invalid' })> {
  const { index, binding, records } = target;
  const { by, topK, includeValues, filter } = query;
  const { namespace } = binding;
  const common = { namespace, topK, includeValues, ...(filter && { filter }) };
  if (by.kind === 'text' && index.kind === 'records')
    return records.queryText({ ...common, text: by.value }, signal);
  const input = await inputOf(embeddings, target, by, signal);
  if ('kind' in input) return input;
  return records.query({ ...common, by: input, includeMetadata: true }, signal);
}

/** Returns what the service is asked by. A text is embedded by the index's model. */
export async function inputOf(
  embeddings: TextEmbeddings,
  { environment, index }: Pick<QueryTarget, 'environment' | 'index'>,
  by: ParsedQuery['by'],
  signal: AbortSignal,
): Promise<{ id: string } | { vector: readonly number[] } | (CellOutcome & { kind: 'invalid' })> {
  if (by.kind === 'id') return { id: by.value };
  if (by.kind === 'vector') return { vector: by.values };
  const model = embeddings.modelOf(environment, index);
  if (model === undefined) throw new Failure('internal', 'The model of the index is not known');
  const request = { environment, index, model, texts: [by.value], purpose: 'query' as const };
  try {
    const [vector] = await embeddings.embed(request, signal);
    if (vector) return { vector };
  } catch (error) {
    if (Failure.is(error) && isAboutText(error, model)) return invalid('input', reasonOf(error));
    throw error;
  }
  throw new Failure('internal', `The model “${model.model}” returned no vector for the text`);
}

/** Whether the cell shows a failure at its text: the steps that other failures offer are those of the environment. */
function isAboutText({ kind }: Failure, { provider }: IndexModel): boolean {
  if (kind === 'badInput') return true;
  return kind !== 'cancelled' && provider !== localProvider && provider !== pineconeProvider;
}
