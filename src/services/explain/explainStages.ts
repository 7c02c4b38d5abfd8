import type { Explanation, ListPlace, StagePlace } from '../../model/explain/explanation.ts';
import type { Hit } from '../../model/hit.ts';
import type { Reply } from '../../pinecone/pineconeClient.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import type { ParsedQuery } from '../queries/checkQueryCell.ts';
import { scoreOfRank } from '../queries/fuseHits.ts';
import { queryInput } from '../queries/queryInput.ts';
import type { QueryDeps } from '../queries/queryRunner.ts';
import type { OpenTarget } from '../queries/queryTargets.ts';
import { rerankHits } from '../queries/rerankHits.ts';
import { depthOf, mergedHits, namespacesOf } from '../queries/sendQuery.ts';
import { explainExpected, type Explained } from './explainExpected.ts';

/**
 * Explains where records are at each stage of a query: in the list of each namespace and index, in the merged list, and
 * after reranking. Returns the problem with the query's input if it has one.
 */
export async function explainStages(
  embeddings: QueryDeps['embeddings'],
  targets: Targets,
  query: ParsedQuery,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Explained | Invalid> {
  const lists: ExplainedList[] = [];
  for (const target of targets) {
    const found = await explainLists(embeddings, target, query, ids, signal);
    if ('kind' in found) return found;
    lists.push(...found);
  }
  const [only] = lists;
  if (only && lists.length === 1 && !query.rerank) return only;
  const stages = await readStages(embeddings, targets, query, signal);
  if ('kind' in stages) return stages;
  const hasIndexes = targets.length > 1;
  const explanations = ids.flatMap((id) => combine(id, lists, stages, { query, hasIndexes }));
  const readUnits = lists.reduce((sum, list) => sum + list.readUnits, stages.readUnits);
  return { explanations, readUnits };
}

type Targets = readonly [OpenTarget, ...OpenTarget[]];
type Invalid = CellOutcome & { kind: 'invalid' };

/** What one list of hits says of all records, in their order. */
type ExplainedList = Explained & { readonly index: string; readonly namespace: string };

async function explainLists(
  embeddings: QueryDeps['embeddings'],
  target: OpenTarget,
  query: ParsedQuery,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly ExplainedList[] | Invalid> {
  const { index, records } = target;
  const { filter, topK } = query;
  const by = await queryInput(embeddings, target, query, signal);
  if ('kind' in by) return by;
  const lists: ExplainedList[] = [];
  for (const namespace of namespacesOf(target, query)) {
    const request = { client: records, metric: index.metric, namespace, by, topK };
    const explained = await explainExpected({ ...request, ...(filter && { filter }) }, ids, signal);
    lists.push({ ...explained, index: index.name, namespace });
  }
  return lists;
}

/** The hits of a query after its lists were merged, and after they were reranked. */
type Stages = {
  readonly merged: readonly Hit[];
  readonly reranked?: { readonly hits: readonly Hit[]; readonly candidates: number };
  readonly readUnits: number;
};

async function readStages(
  embeddings: QueryDeps['embeddings'],
  targets: Targets,
  query: ParsedQuery,
  signal: AbortSignal,
): Promise<Stages | Invalid> {
  const sent = await mergedHits(embeddings, targets, query, signal);
  if ('kind' in sent) return sent;
  const stages = { merged: sent.value, readUnits: unitsOf(sent) };
  if (!query.rerank) return stages;
  const candidates = sent.value.slice(0, query.topK);
  // All candidates are ranked, also those that the query does not return.
  const { topN: _, ...plan } = query.rerank;
  const ranked = await rerankHits(embeddings, targets[0], plan, candidates, signal);
  if ('kind' in ranked) return ranked;
  return { ...stages, reranked: { hits: ranked.value, candidates: candidates.length } };
}

function unitsOf({ usage }: Reply<unknown>): number {
  return usage.readUnits ?? 0;
}

/** Explains a record by all lists and stages. */
function combine(
  id: string,
  lists: readonly ExplainedList[],
  { merged, reranked }: Stages,
  { query, hasIndexes }: { readonly query: ParsedQuery; readonly hasIndexes: boolean },
): readonly Explanation[] {
  const all = lists.flatMap((list) =>
    list.explanations.filter((one) => one.id === id).map((one) => ({ list, one })),
  );
  const [best] = all
    .map(({ one }) => one)
    .sort((one, other) => order[one.verdict] - order[other.verdict]);
  if (!best) return [];
  const asked = new Set(lists.map(({ namespace }) => namespace));
  const mergedPlace = placeOf(id, merged, merged.length);
  const rerankedPlace = reranked && placeOf(id, reranked.hits, reranked.candidates);
  const last = rerankedPlace ?? mergedPlace;
  const shown = reranked ? (query.rerank?.topN ?? query.topK) : query.topK;
  const isFound = last.rank !== undefined && last.rank <= shown;
  const explanation: Explanation = {
    ...best,
    verdict: isFound ? 'found' : best.verdict === 'found' ? 'below' : best.verdict,
    namespaces: best.namespaces.filter((name) => !asked.has(name)),
    ...(lists.length > 1 && {
      lists: all.map(({ list, one }) => listPlace(list, one, query, hasIndexes)),
      merged: mergedPlace,
    }),
    ...(rerankedPlace && { reranked: rerankedPlace }),
  };
  return [explanation];
}

/** The list that is nearest to finding a record explains it. */
const order: Readonly<Record<Explanation['verdict'], number>> = {
  found: 0,
  below: 1,
  filtered: 2,
  unfound: 3,
  elsewhere: 4,
  missing: 5,
};

function listPlace(
  { index, namespace }: ExplainedList,
  { rank, score }: Explanation,
  query: ParsedQuery,
  hasIndexes: boolean,
): ListPlace {
  const isAsked = rank !== undefined && rank <= depthOf(query);
  return {
    ...(hasIndexes && { index }),
    namespace,
    ...(rank !== undefined && { rank }),
    ...(score !== undefined && { score }),
    ...(query.fusion === 'rrf' && isAsked && { adds: scoreOfRank(rank) }),
  };
}

function placeOf(id: string, hits: readonly Hit[], of: number): StagePlace {
  const at = hits.findIndex((hit) => hit.id === id);
  const hit = hits[at];
  return hit ? { rank: at + 1, score: hit.score, of } : { of };
}
