import type { Binding, ExplainCell, Notebook, QueryCell } from '../../model/notebook/cell.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import { explainStages } from '../explain/explainStages.ts';
import type { ParsedQuery } from '../queries/checkQueryCell.ts';
import type { IndexTarget } from '../queries/indexWork.ts';
import type { QueryDeps, QueryRunner } from '../queries/queryRunner.ts';
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
  { queries, embeddings, now }: ExplainDeps,
  target: IndexTarget,
  query: ParsedQuery,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<CellOutcome> {
  const { binding } = target;
  const startedAt = now();
  const targets = await queries.targets(target, query, signal);
  if ('kind' in targets) return targets;
  const explained = await explainStages(embeddings, targets, query, ids, signal);
  if ('kind' in explained) return explained;
  const { explanations, readUnits } = explained;
  const { namespaces } = await targets[0].records.stats(signal);
  return {
    kind: 'explanations',
    explanations,
    topK: query.rerank?.topN ?? query.topK,
    recordCount: namespaces.find(({ name }) => name === binding.namespace)?.recordCount ?? 0,
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
