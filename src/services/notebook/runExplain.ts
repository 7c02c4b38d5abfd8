import type { Binding, ExplainCell, Notebook, QueryCell } from '../../model/notebook/cell.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import { explainExpected, type ExplainRequest } from '../explain/explainExpected.ts';
import type { ParsedQuery } from '../queries/checkQueryCell.ts';
import type { IndexTarget } from '../queries/indexWork.ts';
import type { QueryDeps, QueryRunner } from '../queries/queryRunner.ts';
import { queryInput } from '../queries/queryInput.ts';
import { explainProblems, idsToExplain, queryCellNamed } from './namedCells.ts';

export type ExplainDeps = {
  readonly queries: QueryRunner;
  readonly embeddings: QueryDeps['embeddings'];
  readonly now: QueryDeps['now'];
};

/** Explains where the expected records of a query cell are. Never rejects: problems and failures are outcomes. */
export async function runExplain(
  deps: ExplainDeps,
  cell: ExplainCell,
  { binding, cells }: Notebook,
  signal: AbortSignal,
): Promise<CellOutcome> {
  const problems = explainProblems(cell, cells);
  const query = queryCellNamed(cell.query, cells);
  if (problems.length > 0 || !query) return { kind: 'invalid', problems };
  const ids = idsToExplain(cell, query);
  const outcome = await explainQuery(deps, query, binding, ids, signal);
  return outcome.kind === 'invalid' ? problemsOfQuery(query.name, outcome) : outcome;
}

/** Explains where records are in the result of a query cell. Never rejects. */
export function explainQuery(
  deps: ExplainDeps,
  query: QueryCell,
  binding: Binding,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<CellOutcome> {
  return deps.queries.withQuery('explain', query, binding, signal, (target, parsed) =>
    explain(deps, target, parsed, ids, signal),
  );
}

async function explain(
  { embeddings, now }: ExplainDeps,
  target: IndexTarget,
  query: ParsedQuery,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<CellOutcome> {
  const { index, client, binding } = target;
  const startedAt = now();
  const records = client.index(index.host, index.documents);
  const { namespace } = binding;
  const { topK, filter } = query;
  const asked = await queryInput(embeddings, { ...target, records }, query, signal);
  if ('kind' in asked) return asked;
  const request: ExplainRequest = {
    client: records,
    metric: index.metric,
    namespace,
    by: asked,
    topK,
    ...(filter && { filter }),
  };
  const { explanations, readUnits } = await explainExpected(request, ids, signal);
  const { namespaces } = await records.stats(signal);
  return {
    kind: 'explanations',
    explanations,
    topK,
    recordCount: namespaces.find(({ name }) => name === namespace)?.recordCount ?? 0,
    usage: { readUnits },
    tookMs: now() - startedAt,
    binding,
  };
}

/** A problem of the named query is shown at the name: its own fields are in another cell. */
function problemsOfQuery(
  name: string,
  { problems }: CellOutcome & { kind: 'invalid' },
): CellOutcome {
  return {
    kind: 'invalid',
    problems: problems.map(({ message }) => ({ field: 'query', message: `“${name}”: ${message}` })),
  };
}
