import { Failure } from '../../common/failure.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import type { Embeddings } from '../embedding/embeddings.ts';
import { checkIndexFit } from './checkIndexFit.ts';
import type { ParsedQuery } from './checkQueryCell.ts';
import type { IndexTarget, IndexWorkDeps } from './indexWork.ts';
import { invalid } from './queryFailure.ts';
import type { QueryTarget } from './queryInput.ts';

type Deps = Pick<IndexWorkDeps, 'catalog'> & {
  readonly embeddings: Pick<Embeddings, 'modelOf'>;
};

/** Returns the indexes that a query reads, its own first, or the problem with one of the others. */
export async function queryTargets(
  deps: Deps,
  target: IndexTarget,
  query: ParsedQuery,
  signal: AbortSignal,
): Promise<readonly [OpenTarget, ...OpenTarget[]] | (CellOutcome & { kind: 'invalid' })> {
  const others: OpenTarget[] = [];
  for (const name of query.otherIndexes) {
    if (name === target.index.name) continue;
    const index = await findIndex(deps, target, name, signal);
    if (index === undefined) return unfit(name, 'there is no such index in this environment');
    if (!index.isReady) return unfit(name, `it is not ready, its state is “${index.state}”`);
    const model = deps.embeddings.modelOf(target.environment, index);
    const [problem] = checkIndexFit(query, index, model);
    if (problem) return invalid('otherIndexes', problem.message);
    others.push(opened({ ...target, index, binding: { ...target.binding, index: name } }));
  }
  return [opened(target), ...others];
}

/** An index that a query reads, and what else can be read of it. */
export type OpenTarget = QueryTarget & {
  readonly records: Pick<IndexClient, 'query' | 'queryText' | 'fetch' | 'stats'>;
};

function opened(target: IndexTarget): OpenTarget {
  const { client, index } = target;
  return { ...target, records: client.index(index.host, index.documents) };
}

async function findIndex(
  { catalog }: Deps,
  { environment }: IndexTarget,
  name: string,
  signal: AbortSignal,
): Promise<VectorIndex | undefined> {
  try {
    return await catalog.index(environment, name, signal);
  } catch (error) {
    if (Failure.is(error, 'notFound')) return undefined;
    throw error;
  }
}

function unfit(name: string, reason: string): CellOutcome & { kind: 'invalid' } {
  return invalid('otherIndexes', `“${name}” cannot be queried: ${reason}`);
}
