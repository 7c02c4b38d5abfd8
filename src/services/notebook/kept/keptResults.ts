import { cellContent } from '../../../model/notebook/cellContent.ts';
import type { Cell, RunnableCell } from '../../../model/notebook/cell.ts';
import type { CellResult } from '../../../protocol/notebook.ts';

/** Writes the results of a notebook as text. A result is written out once, however often the notebook is. */
export class KeptResultWriter {
  readonly #lines = new WeakMap<EndedRun, string>();

  /** Returns the results as text. Maps are left out: they have a cache of their own. */
  text(cells: readonly Cell[], resultOf: (cellId: string) => EndedRun | undefined): string {
    const lines = cells.flatMap((cell) => {
      const result = resultOf(cell.id);
      if (cell.kind === 'text' || !result || result.outcome.kind === 'map') return [];
      const about = JSON.stringify({ content: cellContent(cell), name: cell.name });
      return [`${about.slice(0, -1)},${this.#lineOf(result).slice(1)}`];
    });
    const bySize = lines.toSorted((one, other) => one.length - other.length);
    let length = 0;
    const fitting = new Set(bySize.filter((line) => (length += line.length) <= maxLength));
    return textOf(lines.filter((line) => fitting.has(line)));
  }

  #lineOf(result: EndedRun): string {
    const known = this.#lines.get(result) ?? JSON.stringify(result);
    this.#lines.set(result, known);
    return known;
  }
}

/** The last result of a cell. */
export type EndedRun = {
  readonly ranAs: RunnableCell;
  readonly outcome: CellResult;
  /** Milliseconds since 1970. */
  readonly endedAtMs: number;
};

/** A result as it is kept, with what identifies its cell: ids of cells last as long as the notebook is open. */
export type KeptResult = EndedRun & { readonly content: string; readonly name: string };

/** The number of the format of kept results. */
export const keptFormat = 1;
/** Largest length of the results of one notebook. The largest results are left out above it. */
const maxLength = 16 * 1024 ** 2;

/** Returns the text of these results without those of an environment. */
export function textWithout(kept: readonly KeptResult[], environment: string): string {
  const left = kept.filter((result) => !environmentsOf(result).includes(environment));
  return textOf(left.map((result) => JSON.stringify(result)));
}

function textOf(lines: readonly string[]): string {
  return `{"format":${keptFormat},"results":[${lines.join(',')}]}`;
}

/** Returns the names of the environments that a result is of. */
export function environmentsOf({ outcome }: Pick<KeptResult, 'outcome'>): readonly string[] {
  const places = outcome.kind === 'comparison' ? outcome.lists : [outcome];
  return places.map(({ binding }) => binding.environment);
}

/**
 * Returns the runs to show again, by cell id: each result goes to a cell with the same content, else to one of the same
 * kind and name.
 */
export function restoredRuns(
  kept: readonly KeptResult[],
  cells: readonly Cell[],
): ReadonlyMap<string, EndedRun> {
  const runs = new Map<string, EndedRun>();
  const give = (result: KeptResult, isIts: (cell: RunnableCell) => boolean): boolean => {
    const cell = cells.find(
      (one): one is RunnableCell => one.kind !== 'text' && !runs.has(one.id) && isIts(one),
    );
    if (!cell) return false;
    const { outcome, endedAtMs, ranAs } = result;
    runs.set(cell.id, { outcome, endedAtMs, ranAs: { ...ranAs, id: cell.id } });
    return true;
  };
  const rest = kept.filter(
    (result) => !give(result, (cell) => cellContent(cell) === result.content),
  );
  for (const result of rest)
    give(
      result,
      ({ kind, name }) => result.name !== '' && name === result.name && kind === result.ranAs.kind,
    );
  return runs;
}

/** Texts by name, in a place with a bound on its size. */
export type ResultStore = {
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
  /** Replaces the texts that `change` returns otherwise. */
  update(change: (text: string) => string): Promise<void>;
  size(): Promise<{ readonly files: number; readonly bytes: number }>;
  clear(): Promise<void>;
};
