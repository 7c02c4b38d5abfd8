import { cellContent } from '../../../model/notebook/cellContent.ts';
import type { Binding, RunnableCell } from '../../../model/notebook/cell.ts';
import { printNotebook } from '../../../model/notebook/printNotebook.ts';
import type { CellOutcome } from '../../../protocol/notebook.ts';

/** Returns the entry of a run that has ended; `undefined` for runs that history does not list. */
export function historyEntry(
  cell: RunnableCell,
  outcome: CellOutcome,
  about: { readonly at: number; readonly notebook: string; readonly binding: Binding },
): HistoryEntry | undefined {
  if (cell.kind === 'map') return undefined;
  const { binding } = about;
  const entry = {
    ...about,
    text: printNotebook({ binding, cells: [{ ...cell, binding: {} }] }),
    title: titleOf(cell).replaceAll(/\s+/g, ' ').slice(0, maxTitle),
    filter: cell.kind === 'query' ? cell.filter.trim() : '',
    bestIds: [],
    tookMs: 0,
    message: '',
  };
  switch (outcome.kind) {
    case 'hits':
      return {
        ...entry,
        outcome: 'hits',
        count: outcome.hits.length,
        bestIds: outcome.hits.slice(0, maxBestIds).map(({ id }) => id),
        tookMs: outcome.tookMs,
      };
    case 'explanations':
      return {
        ...entry,
        outcome: 'explanations',
        count: outcome.explanations.length,
        tookMs: outcome.tookMs,
      };
    case 'comparison':
      return {
        ...entry,
        outcome: 'comparison',
        count: outcome.lists.length,
        tookMs: outcome.tookMs,
      };
    case 'failed':
      return { ...entry, outcome: 'failed', count: 0, message: outcome.message };
    case 'map':
    case 'invalid':
    case 'stopped':
      return undefined;
  }
}

/** A run of a query, explain or compare cell. It has neither keys nor vectors of hits. */
export type HistoryEntry = {
  /** When the run ended, in milliseconds since 1970. */
  readonly at: number;
  /** File name of the notebook. */
  readonly notebook: string;
  readonly binding: Binding;
  /** A notebook with the cell as it ran, and where it ran. */
  readonly text: string;
  /** What the cell asks, in one line. */
  readonly title: string;
  readonly filter: string;
  readonly outcome: 'hits' | 'explanations' | 'comparison' | 'failed';
  /** Number of hits, explanations or lists. */
  readonly count: number;
  readonly bestIds: readonly string[];
  readonly tookMs: number;
  readonly message: string;
};

const maxBestIds = 3;
const maxTitle = 200;

/** Returns whether two runs asked the same in the same place. */
export function isSameQuestion(one: HistoryEntry, other: HistoryEntry): boolean {
  return one.text === other.text;
}

function titleOf(cell: Exclude<RunnableCell, { kind: 'map' }>): string {
  if (cell.kind === 'compare') return cell.queries;
  if (cell.kind === 'explain') return [cell.query, cell.expected].filter(Boolean).join(': ');
  return cell.input.value === '' ? cellContent(cell) : cell.input.value;
}

/** Lines of text in a place with a bound on its size. */
export type HistoryStore = {
  append(line: string): Promise<void>;
  /** Returns the lines, the newest first. */
  read(): Promise<readonly string[]>;
  /** Removes the lines that `isKept` refuses. */
  retain(isKept: (line: string) => boolean): Promise<void>;
  /** Returns the size in bytes. */
  size(): Promise<number>;
  clear(): Promise<void>;
};
