import type { AssertionCheck } from '../../model/notebook/assertions.ts';
import type { RunnableCell } from '../../model/notebook/cell.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';

/** The run of one cell. `at` counts from 1. */
export type CellReport = {
  readonly at: number;
  readonly cell: RunnableCell;
  readonly state: CellState;
  /** One line about the result, or why there is none. */
  readonly summary: string;
  readonly checks: readonly AssertionCheck[];
  readonly tookMs: number;
  /** Absent of a skipped cell. */
  readonly outcome?: CellOutcome;
};

/** How a cell ended. `unmet`: an assertion is not met. `skipped`: it needs a window. */
export type CellState = 'passed' | 'unmet' | 'failed' | 'skipped';

/** Returns the report of a cell that ran. */
export function reportCell(at: number, cell: RunnableCell, outcome: CellOutcome): CellReport {
  const checks = outcome.kind === 'hits' ? (outcome.checks ?? []) : [];
  const tookMs = 'tookMs' in outcome ? outcome.tookMs : 0;
  const summary = summaryOf(outcome);
  return { at, cell, state: stateOf(outcome, checks), summary, checks, tookMs, outcome };
}

/** Returns the report of a cell that was left out. */
export function skippedCell(at: number, cell: RunnableCell, summary: string): CellReport {
  return { at, cell, state: 'skipped', summary, checks: [], tookMs: 0 };
}

/** Returns the name of a cell for people: its number, kind and name. */
export function titleOf({ at, cell }: CellReport): string {
  return `${at} ${cell.kind} ${cell.name}`.trimEnd();
}

function stateOf(outcome: CellOutcome, checks: readonly AssertionCheck[]): CellState {
  const isResult =
    outcome.kind === 'hits' || outcome.kind === 'explanations' || outcome.kind === 'comparison';
  if (!isResult) return 'failed';
  return checks.every(({ isMet }) => isMet) ? 'passed' : 'unmet';
}

function summaryOf(outcome: CellOutcome): string {
  switch (outcome.kind) {
    case 'hits': {
      const unknown = (outcome.unknownIds ?? []).map((id) => `, no record has the id ${id}`);
      return `${countOf(outcome.hits.length, 'hit')}, ${Math.round(outcome.tookMs)} ms${unknown.join('')}`;
    }
    case 'explanations':
      return outcome.explanations.map(({ id, verdict }) => `${id} ${verdict}`).join(', ');
    case 'comparison':
      return `${outcome.lists.length} results compared`;
    case 'invalid':
      return outcome.problems.map(({ message }) => message).join('. ');
    case 'failed':
      return outcome.message;
    case 'stopped':
      return 'Stopped';
    case 'map':
      return 'A map';
  }
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
