import { mapLimit } from '../../common/async.ts';
import type { CompareCell, Notebook, QueryCell } from '../../model/notebook/cell.ts';
import { parseList } from '../../model/notebook/parseList.ts';
import type { CellOutcome, ComparedList } from '../../protocol/notebook.ts';
import { compareProblems, queryCellNamed, readAlphas } from './namedCells.ts';

/** Runs the queries that a compare cell names. Never rejects: problems and failures are outcomes. */
export async function runCompare(
  cell: CompareCell,
  { cells }: Notebook,
  run: RunQuery,
  signal: AbortSignal,
): Promise<CellOutcome> {
  const problems = compareProblems(cell, cells);
  if (problems.length > 0) return { kind: 'invalid', problems };
  const named = parseList(cell.queries).flatMap((name) => queryCellNamed(name, cells) ?? []);
  const alphas = readAlphas(cell.alphas ?? '');
  const queries = alphas.length === 0 ? named : sweep(named, alphas);
  if (signal.aborted) return { kind: 'stopped' };
  const ran = await mapLimit(
    queries,
    queriesAtOnce,
    new AbortController().signal,
    async (query) => ({
      query,
      outcome: await run(query, signal),
    }),
  );
  const lists: ComparedList[] = [];
  let [readUnits, tookMs] = [0, 0];
  for (const { query, outcome } of ran) {
    if (outcome.kind !== 'hits') return withoutHits(query.name, outcome);
    const { hits, metric, binding, usage } = outcome;
    readUnits += usage.readUnits ?? 0;
    tookMs += outcome.tookMs;
    lists.push({ name: query.name, hits, metric, binding, expected: parseList(query.expected) });
  }
  return {
    kind: 'comparison',
    lists,
    usage: { readUnits },
    tookMs,
    ...(alphas.length > 0 && { alphas }),
  };
}

/** Runs one query cell of a notebook. Never rejects. */
export type RunQuery = (cell: QueryCell, signal: AbortSignal) => Promise<CellOutcome>;

const queriesAtOnce = 2;

/** Returns the only query once for each alpha. */
function sweep([query]: readonly QueryCell[], alphas: readonly number[]): readonly QueryCell[] {
  if (!query) return [];
  return alphas.map((alpha) => ({ ...query, name: `alpha ${alpha}`, alpha: String(alpha) }));
}

function withoutHits(name: string, outcome: CellOutcome): CellOutcome {
  if (outcome.kind === 'failed') {
    const { message, action } = outcome;
    return { kind: 'failed', message: `“${name}”: ${message}`, ...(action && { action }) };
  }
  if (outcome.kind !== 'invalid') return { kind: 'stopped' };
  return {
    kind: 'invalid',
    problems: outcome.problems.map(({ message }) => ({
      field: 'queries',
      message: `“${name}”: ${message}`,
    })),
  };
}
