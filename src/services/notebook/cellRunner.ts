import { checkAssertions } from '../../model/notebook/assertions.ts';
import type { MapCell, Notebook, QueryCell, RunnableCell } from '../../model/notebook/cell.ts';
import { parseList } from '../../model/notebook/parseList.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import { workOnIndex } from '../queries/indexWork.ts';
import { QueryRunner, type QueryPorts } from '../queries/queryRunner.ts';
import { runCompare } from './runCompare.ts';
import { runExplain } from './runExplain.ts';

type HitsOutcome = CellOutcome & { kind: 'hits' };

/** Expected ids that are looked up where the hits lack them: one request. */
const mostLookedUp = 100;

/** Runs all cells but maps. Never rejects: problems and failures are outcomes. */
export class CellRunner {
  readonly #ports: QueryPorts;
  readonly #queries: QueryRunner;

  constructor(ports: QueryPorts) {
    this.#ports = ports;
    this.#queries = new QueryRunner(ports);
  }

  /** Runs the cell in its notebook. An aborted run ends as `stopped`. */
  run(
    cell: Exclude<RunnableCell, MapCell>,
    notebook: Notebook,
    signal: AbortSignal,
  ): Promise<CellOutcome> {
    switch (cell.kind) {
      case 'query':
        return this.#runQuery(cell, notebook, signal);
      case 'explain':
        return runExplain({ ...this.#ports, queries: this.#queries }, cell, notebook, signal);
      case 'compare':
        return runCompare(
          cell,
          notebook,
          (query, both) => this.#queries.run(query, notebook.binding, both),
          signal,
        );
    }
  }

  async #runQuery(
    cell: QueryCell,
    { binding }: Notebook,
    signal: AbortSignal,
  ): Promise<CellOutcome> {
    const outcome = await this.#queries.run(cell, binding, signal);
    if (outcome.kind !== 'hits') return outcome;
    return withChecks(cell, await this.#withUnknownIds(cell, outcome, signal));
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
    const environment = this.#ports.environments.byName(binding.environment);
    if (missed.length === 0 || !environment) return outcome;
    const looked = await workOnIndex(
      this.#ports,
      { deed: 'query', environment, binding },
      async ({ client, index }) => {
        const records = client.index(index.host);
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

function withChecks({ assert = '', expected }: QueryCell, outcome: HitsOutcome): HitsOutcome {
  const { hits, tookMs } = outcome;
  const checks = checkAssertions(assert, { hits, tookMs, expected: parseList(expected) });
  return checks.length > 0 ? { ...outcome, checks } : outcome;
}
