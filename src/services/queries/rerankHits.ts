import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { Hit } from '../../model/hit.ts';
import { fieldOf } from '../../model/record.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { Reply } from '../../pinecone/pineconeClient.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import type { Embeddings } from '../embedding/embeddings.ts';
import { guessTextField } from '../embedding/sampleTexts.ts';
import type { RerankPlan } from './checkQueryOptions.ts';
import { invalid, reasonOf } from './queryFailure.ts';

export type Rerankers = Pick<Embeddings, 'modelOf' | 'rerank'>;

type Target = { readonly environment: Environment; readonly index: VectorIndex };

/**
 * Returns the hits in the order of a reranking model, with their new scores and where each was before; or the problem
 * with the plan. Hits without the text come last, with the score 0.
 */
export async function rerankHits(
  rerankers: Rerankers,
  { environment, index }: Target,
  plan: RerankPlan,
  hits: readonly Hit[],
  signal: AbortSignal,
): Promise<Reply<readonly Hit[]> | (CellOutcome & { kind: 'invalid' })> {
  if (hits.length === 0) return { value: [], usage: {} };
  const { model, query, topN = hits.length } = plan;
  const field = plan.field ?? rerankField(rerankers, { environment, index }, hits);
  const standing = hits.map((hit, at) => ({ ...hit, before: { rank: at + 1, score: hit.score } }));
  const readable = standing.filter((hit) => textOf(hit, field) !== '');
  if (field === undefined || readable.length === 0) {
    const where = field === undefined ? '' : ` in “${field}”`;
    return invalid(
      'rerank',
      `The hits have no text${where}: name their field under “rerank field”`,
    );
  }
  const texts = readable.map((hit) => textOf(hit, field));
  try {
    const { value: ranked, usage } = await rerankers.rerank(
      environment,
      { model, query, texts },
      signal,
    );
    const found = ranked.flatMap(({ at, score }) => {
      const hit = readable[at];
      return hit ? [{ ...hit, score }] : [];
    });
    const others = standing.filter((hit) => !readable.includes(hit));
    const value = [...found, ...others.map((hit) => ({ ...hit, score: 0 }))].slice(0, topN);
    return { value, usage };
  } catch (error) {
    if (Failure.is(error, 'badInput') || Failure.is(error, 'notFound'))
      return invalid('rerank', reasonOf(error));
    throw error;
  }
}

/** Returns the field whose text a reranking model reads: the text field of the index, else the likeliest field. */
function rerankField(
  rerankers: Rerankers,
  { environment, index }: Target,
  hits: readonly Hit[],
): string | undefined {
  return (
    index.textField ??
    index.documents?.textFields[0] ??
    rerankers.modelOf(environment, index)?.textField ??
    guessTextField(hits.map(({ metadata }) => metadata))
  );
}

function textOf({ metadata }: Hit, field: string | undefined): string {
  const text = field === undefined ? undefined : fieldOf(metadata, field);
  return typeof text === 'string' ? text.trim() : '';
}
