import { Failure } from '../../common/failure.ts';
import { checkAssertions } from '../../model/notebook/assertions.ts';
import type { ExplainCell, MapCell, QueryCell, RunnableCell } from '../../model/notebook/cell.ts';
import { parseList } from '../../model/notebook/parseList.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import { workOnIndex } from '../queries/indexWork.ts';
import type { PreparedQuery } from '../queries/prepareQuery.ts';
import { QueryRunner, type QueryDeps } from '../queries/queryRunner.ts';
import { fillQuery, type NotebookWithHits } from './fillQuery.ts';
import { queryCellNamed } from './namedCells.ts';
import { runCompare } from './runCompare.ts';
import { runExplain } from './runExplain.ts';

/** Runs all cells but maps. Never rejects: problems and failures are outcomes. */
export class CellRunner {
  readonly #deps: QueryDeps;
  readonly #queries: QueryRunner;

  constructor(deps: QueryDeps) {
    this.#deps = deps;
    this.#queries = new QueryRunner(deps);
  }

  /** Runs the cell in its notebook. An aborted run ends as `stopped`. */
  run(
    cell: Exclude<RunnableCell, MapCell>,
    notebook: NotebookWithHits,
    signal: AbortSignal,
  ): Promise<CellOutcome> {
    switch (cell.kind) {
      case 'query':
        return this.#runQuery(cell, notebook, signal);
      case 'explain':
        return this.#runExplain(cell, notebook, signal);
      case 'compare':
        return runCompare(
          cell,
          notebook,
          (query, both) => this.#runFilled(query, notebook, both),
          signal,
        );
    }
  }

  /** Returns the requests that a query cell would send. Throws `badInput` with the problem of the cell. */
  async prepare(
    cell: QueryCell,
    notebook: NotebookWithHits,
    signal: AbortSignal,
  ): Promise<PreparedQuery> {
    const filled = fillQuery(cell, notebook);
    const prepared = filled.isFilled
      ? await this.#queries.prepare(filled.query, notebook.binding, signal)
      : { kind: 'invalid' as const, problems: filled.problems };
    if (prepared.kind === 'prepared') return prepared;
    if (prepared.kind === 'invalid')
      throw new Failure('badInput', prepared.problems.map(({ message }) => message).join('. '));
    if (prepared.kind === 'failed') throw new Failure('unavailable', prepared.message);
    throw new Failure('cancelled', 'Stopped');
  }

  async #runQuery(
    cell: QueryCell,
    notebook: NotebookWithHits,
    signal: AbortSignal,
  ): Promise<CellOutcome> {
    const filled = fillQuery(cell, notebook);
    if (!filled.isFilled) return { kind: 'invalid', problems: filled.problems };
    const { query } = filled;
    const outcome = await this.#queries.run(query, notebook.binding, signal);
    if (outcome.kind !== 'hits') return outcome;
    return withChecks(query, await this.#withUnknownIds(query, outcome, signal));
  }

  #runExplain(
    cell: ExplainCell,
    notebook: NotebookWithHits,
    signal: AbortSignal,
  ): Promise<CellOutcome> {
    const named = queryCellNamed(cell.query, notebook.cells);
    const filled = named && fillQuery(named, notebook);
    if (filled?.isFilled === false) {
      const problems = filled.problems.map(({ message }) => ({ field: 'query' as const, message }));
      return Promise.resolve({ kind: 'invalid', problems });
    }
    const cells = notebook.cells.map((one) => (one === named && filled ? filled.query : one));
    const deps = { ...this.#deps, queries: this.#queries };
    return runExplain(deps, cell, { ...notebook, cells }, signal);
  }

  #runFilled(
    query: QueryCell,
    notebook: NotebookWithHits,
    signal: AbortSignal,
  ): Promise<CellOutcome> {
    const filled = fillQuery(query, notebook);
    return filled.isFilled
      ? this.#queries.run(filled.query, notebook.binding, signal)
      : Promise.resolve({ kind: 'invalid', problems: filled.problems });
  }

  /** Adds the expected ids that no record has. A failure of this look-up leaves the hits as they are. */
  async #withUnknownIds(
    { expected }: QueryCell,
    outcome: HitsOutcome,
    signal: AbortSignal,
  ): Promise<HitsOutcome> {
    const { hits, binding, usage } = outcome;
    const found = new Set(hits.map(({ id }) => id));
    const missed = parseList(expected)
      .filter((id) => !found.has(id))
      .slice(0, mostLookedUp);
    const environment = this.#deps.environments.byName(binding.environment);
    if (missed.length === 0 || !environment) return outcome;
    const looked = await workOnIndex(
      this.#deps,
      { deed: 'query', environment, binding },
      async ({ client, index }) => {
        const records = client.index(index.host, index.documents);
        const { value, usage: more } = await records.fetch(binding.namespace, missed, signal);
        const known = new Set(value.map(({ id }) => id));
        const unknownIds = missed.filter((id) => !known.has(id));
        const readUnits = (usage.readUnits ?? 0) + (more.readUnits ?? 0);
        return {
          ...outcome,
          usage: { ...usage, ...(usage.readUnits !== undefined && { readUnits }) },
          ...(unknownIds.length > 0 && { unknownIds }),
        };
      },
      signal,
    );
    return looked.kind === 'hits' ? looked : outcome;
  }
}

type HitsOutcome = CellOutcome & { kind: 'hits' };

/** Expected ids that are looked up where the hits lack them: one request. */
const mostLookedUp = 100;

function withChecks({ assert = '', expected }: QueryCell, outcome: HitsOutcome): HitsOutcome {
  const { hits, tookMs } = outcome;
  const checks = checkAssertions(assert, { hits, tookMs, expected: parseList(expected) });
  return checks.length > 0 ? { ...outcome, checks } : outcome;
}
