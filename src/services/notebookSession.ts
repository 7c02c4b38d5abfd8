import type { Disposable } from '../common/disposables.ts';
import { Emitter, type Event } from '../common/emitter.ts';
import type { Binding, QueryCell } from '../model/notebook/cell.ts';
import type { CellOutcome, CellRun, NotebookState } from '../protocol/notebook.ts';
import type { QueryRunner } from './queryRunner.ts';

export type CellChange = { readonly cellId: string; readonly run: CellRun | undefined };

/**
 * The runs of one open notebook, whether or not it is shown: at most one for each cell. Running a cell again ends its
 * earlier run, whose answer, should it still come, goes nowhere.
 */
export class NotebookSession implements Disposable {
  readonly #runner: Pick<QueryRunner, 'run'>;
  readonly #now: () => number;
  readonly #runs = new Map<string, CellRun>();
  readonly #running = new Map<string, AbortController>();
  /** What the newest hits of each cell were found by. */
  readonly #asked = new Map<string, QueryCell>();
  readonly #changed = new Emitter<CellChange>();
  readonly onDidChangeRun: Event<CellChange> = this.#changed.event;

  /** `now` tells the time of day in milliseconds: a view counts from it. */
  constructor(runner: Pick<QueryRunner, 'run'>, now: () => number) {
    this.#runner = runner;
    this.#now = now;
  }

  /** The last run of each cell, by id. */
  runs(): NotebookState['runs'] {
    return Object.fromEntries(this.#runs);
  }

  /** The cell as it was when it found its newest hits. */
  asked(cellId: string): QueryCell | undefined {
    return this.#asked.get(cellId);
  }

  /** Runs the cell; resolves with `stopped` where it was stopped or run again. Never rejects. */
  async run(cell: QueryCell, binding: Binding): Promise<CellOutcome> {
    const controller = new AbortController();
    const previous = lastHits(this.#runs.get(cell.id));
    this.#running.get(cell.id)?.abort();
    this.#running.set(cell.id, controller);
    this.#set(cell.id, {
      state: 'running',
      startedAt: this.#now(),
      ...(previous && { previous }),
    });
    const outcome = await this.#runner.run(cell, binding, controller.signal);
    if (this.#running.get(cell.id) !== controller) return { kind: 'stopped' };
    this.#running.delete(cell.id);
    if (outcome.kind === 'hits') this.#asked.set(cell.id, cell);
    const result = keepHits(outcome, previous);
    this.#set(cell.id, { state: 'done', outcome: result });
    return result;
  }

  /** Stops the cell's run, if it runs; its old hits stay. */
  stop(cellId: string): void {
    const controller = this.#running.get(cellId);
    if (!controller) return;
    const previous = lastHits(this.#runs.get(cellId));
    this.#running.delete(cellId);
    this.#set(cellId, { state: 'done', outcome: keepHits({ kind: 'stopped' }, previous) });
    controller.abort();
  }

  /** Ends the runs of cells that are not shown any more, and forgets those that will not come back. */
  retain(isShown: (cellId: string) => boolean, mayReturn: (cellId: string) => boolean): void {
    for (const cellId of this.#runs.keys()) {
      if (isShown(cellId)) continue;
      this.stop(cellId);
      if (mayReturn(cellId)) continue;
      this.#runs.delete(cellId);
      this.#asked.delete(cellId);
    }
  }

  /** Stops all; nothing is told any more. */
  dispose(): void {
    this.#changed.dispose();
    for (const cellId of this.#running.keys()) this.stop(cellId);
    this.#runs.clear();
    this.#asked.clear();
  }

  #set(cellId: string, run: CellRun): void {
    this.#runs.set(cellId, run);
    this.#changed.fire({ cellId, run });
  }
}

/** The hits that a run shows or still shows: never more than one run back. */
function lastHits(run: CellRun | undefined): CellOutcome | undefined {
  if (!run) return undefined;
  if (run.state === 'running') return run.previous;
  return run.outcome.kind === 'hits' ? run.outcome : run.outcome.previous;
}

function keepHits(outcome: CellOutcome, previous: CellOutcome | undefined): CellOutcome {
  return outcome.kind === 'hits' || !previous ? outcome : { ...outcome, previous };
}
