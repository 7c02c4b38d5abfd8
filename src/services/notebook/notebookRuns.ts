import type { Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import type { Binding, Notebook, QueryCell, RunnableCell } from '../../model/notebook/cell.ts';
import type { Hit } from '../../model/hit.ts';
import type { CellOutcome, CellResult, CellRun, NotebookState } from '../../protocol/notebook.ts';
import type { EndedRun } from './kept/keptResults.ts';
import type { NotebookWithHits } from './fillQuery.ts';

/**
 * Manages the runs of one open notebook, visible or not: at most one per cell. Running a cell again cancels its earlier
 * run and drops the late result.
 */
export class NotebookRuns implements Disposable {
  readonly #runCell: RunCell;
  readonly #now: () => number;
  readonly #runs = new Map<string, CellRun>();
  readonly #running = new Map<string, AbortController>();
  /** The query that produced the latest hits of each cell. */
  readonly #lastQueries = new Map<string, QueryCell>();
  /** The last run of each cell that had a result. */
  readonly #results = new Map<string, EndedRun>();
  /** Environments renamed since the notebook was opened, in order. */
  readonly #renamed: Renaming[] = [];
  readonly #changed = new Emitter<CellRunChange>();
  readonly onDidChangeRun: Event<CellRunChange> = this.#changed.event;

  readonly #ended = new Emitter<EndedCell>();
  /** Fires when a run has ended; not for one that was stopped or replaced. */
  readonly onDidEndRun: Event<EndedCell> = this.#ended.event;

  /** `now` returns milliseconds since 1970; views show elapsed time from it. */
  constructor(runCell: RunCell, now: () => number) {
    this.#runCell = runCell;
    this.#now = now;
  }

  /** Returns the last run of every cell, by id. */
  runs(): NotebookState['runs'] {
    return Object.fromEntries(this.#runs);
  }

  /** Returns the cell in the version that produced its latest hits. */
  lastQuery(cellId: string): QueryCell | undefined {
    return this.#lastQueries.get(cellId);
  }

  /** Returns the last run of the cell that had a result. */
  resultOf(cellId: string): EndedRun | undefined {
    return this.#results.get(cellId);
  }

  /** Shows a result of an earlier session, unless the cell has run since. */
  restore(cellId: string, result: EndedRun): void {
    if (this.#runs.has(cellId)) return;
    const { ranAs, outcome, endedAtMs } = result;
    this.#results.set(cellId, result);
    if (ranAs.kind === 'query') this.#lastQueries.set(cellId, ranAs);
    this.#set(cellId, { state: 'done', ranAs, outcome, keptFromMs: endedAtMs });
  }

  /** Removes all results but those of maps, which have a cache of their own; running cells go on. */
  clear(): void {
    this.#results.clear();
    this.#lastQueries.clear();
    for (const [cellId, run] of this.#runs) {
      if (run.state === 'running' || run.ranAs.kind === 'map') continue;
      this.#runs.delete(cellId);
      this.#changed.fire({ cellId, run: undefined });
    }
  }

  /** Returns the latest hits of the cell. */
  hitsOf(cellId: string): readonly Hit[] | undefined {
    const result = lastResult(this.#runs.get(cellId));
    return result?.kind === 'hits' ? result.hits : undefined;
  }

  /** Returns the notebook with the latest hits of its cells. */
  withHits(notebook: Notebook): NotebookWithHits {
    return { ...notebook, hitsOf: (cellId) => this.hitsOf(cellId) };
  }

  /** Runs the cell. Resolves with `stopped` if it was stopped or run again. Never rejects. */
  async run(cell: RunnableCell, notebook: Notebook): Promise<CellOutcome> {
    const controller = new AbortController();
    const renamedBefore = this.#renamed.length;
    const previous = lastResult(this.#runs.get(cell.id));
    this.#running.get(cell.id)?.abort();
    this.#running.set(cell.id, controller);
    this.#set(cell.id, {
      state: 'running',
      ranAs: cell,
      startedAt: this.#now(),
      ...(previous && { previous }),
    });
    const outcome = await this.#runCell(cell, this.withHits(notebook), controller.signal);
    if (this.#running.get(cell.id) !== controller) return { kind: 'stopped' };
    this.#running.delete(cell.id);
    if (outcome.kind === 'hits' && cell.kind === 'query') this.#lastQueries.set(cell.id, cell);
    if (isResult(outcome))
      this.#results.set(cell.id, { ranAs: cell, outcome, endedAtMs: this.#now() });
    const result = keepResult(outcome, previous);
    // The outcome holds the environment's name at the start of the run.
    const done = this.#renamed
      .slice(renamedBefore)
      .reduce<CellRun>(renameInRun, { state: 'done', ranAs: cell, outcome: result });
    this.#set(cell.id, done);
    this.#ended.fire({ cell, outcome });
    return result;
  }

  /** Stops the cell's run, if any; its previous result stays. */
  stop(cellId: string): void {
    const controller = this.#running.get(cellId);
    const run = this.#runs.get(cellId);
    if (!controller || !run) return;
    const outcome = keepResult({ kind: 'stopped' }, lastResult(run));
    this.#running.delete(cellId);
    this.#set(cellId, { state: 'done', ranAs: run.ranAs, outcome });
    controller.abort();
  }

  stopAll(): void {
    for (const cellId of this.#running.keys()) this.stop(cellId);
  }

  /** Renames an environment in all stored results. */
  renameEnvironment(from: string, to: string): void {
    this.#renamed.push({ from, to });
    for (const [cellId, run] of this.#runs) this.#set(cellId, renameInRun(run, { from, to }));
    for (const [cellId, { endedAtMs, ranAs, outcome }] of this.#results) {
      const renamed = renameInRun({ state: 'done', ranAs, outcome }, { from, to });
      if (renamed.state === 'done' && isResult(renamed.outcome))
        this.#results.set(cellId, {
          endedAtMs,
          ranAs: renamed.ranAs,
          outcome: renamed.outcome,
        });
    }
  }

  /** Stops the runs of cells that are not shown, and drops the results of cells that cannot return. */
  retain(isShown: (cellId: string) => boolean, mayReturn: (cellId: string) => boolean): void {
    for (const cellId of this.#runs.keys()) {
      if (isShown(cellId)) continue;
      this.stop(cellId);
      if (mayReturn(cellId)) continue;
      this.#runs.delete(cellId);
      this.#lastQueries.delete(cellId);
      this.#results.delete(cellId);
    }
  }

  /** Stops all runs; no more events fire. */
  dispose(): void {
    this.#changed.dispose();
    this.#ended.dispose();
    this.#results.clear();
    this.stopAll();
    this.#runs.clear();
    this.#lastQueries.clear();
  }

  #set(cellId: string, run: CellRun): void {
    this.#runs.set(cellId, run);
    this.#changed.fire({ cellId, run });
  }
}

/** Runs a cell in its notebook. Never rejects: failures are outcomes, and an aborted run ends as `stopped`. */
export type RunCell = (
  cell: RunnableCell,
  notebook: NotebookWithHits,
  signal: AbortSignal,
) => Promise<CellOutcome>;

export type CellRunChange = { readonly cellId: string; readonly run: CellRun | undefined };

export type EndedCell = { readonly cell: RunnableCell; readonly outcome: CellOutcome };

type Renaming = { readonly from: string; readonly to: string };

function renameInRun(run: CellRun, renaming: Renaming): CellRun {
  const { from, to } = renaming;
  const { ranAs } = run;
  const isElsewhere = ranAs.binding.environment !== from;
  const binding = isElsewhere ? ranAs.binding : { ...ranAs.binding, environment: to };
  const renamed = { ...run, ranAs: { ...ranAs, binding } };
  if (renamed.state === 'done')
    return { ...renamed, outcome: renameInOutcome(renamed.outcome, renaming) };
  const { previous } = renamed;
  return { ...renamed, ...(previous && { previous: renameInOutcome(previous, renaming) }) };
}

function renameInOutcome(outcome: CellOutcome, renaming: Renaming): CellOutcome {
  const { from, to } = renaming;
  if (isResult(outcome)) {
    const renamed = <T extends { readonly binding: Binding }>(one: T): T =>
      one.binding.environment === from
        ? { ...one, binding: { ...one.binding, environment: to } }
        : one;
    if (outcome.kind === 'comparison') return { ...outcome, lists: outcome.lists.map(renamed) };
    return renamed(outcome);
  }
  const { previous } = outcome;
  return previous ? { ...outcome, previous: renameInOutcome(previous, renaming) } : outcome;
}

/** Returns the result that a run shows or still shows: at most one run back. */
function lastResult(run: CellRun | undefined): CellOutcome | undefined {
  if (!run) return undefined;
  if (run.state === 'running') return run.previous;
  return isResult(run.outcome) ? run.outcome : run.outcome.previous;
}

function keepResult(outcome: CellOutcome, previous: CellOutcome | undefined): CellOutcome {
  return isResult(outcome) || !previous ? outcome : { ...outcome, previous };
}

function isResult(outcome: CellOutcome): outcome is CellResult {
  const { kind } = outcome;
  return kind !== 'invalid' && kind !== 'failed' && kind !== 'stopped';
}
