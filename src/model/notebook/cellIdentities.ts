import type { Cell } from './cell.ts';
import { cellContent } from './cellContent.ts';

/** How many removed cells are remembered, so that undo brings back a cell with its id. */
const rememberedCells = 100;

/**
 * Gives cells ids that outlive changes of the text: a cell keeps its id while others are edited, when it is moved, and
 * when it comes back.
 */
export class CellIdentities {
  #cells: readonly Cell[] = [];
  #removed: readonly Cell[] = [];
  #lastId = 0;

  /** The cells with lasting ids; the next call compares with these. */
  update(cells: readonly Cell[]): readonly Cell[] {
    const ids = matchCells(this.#cells, cells);
    cells.forEach((cell, at) => {
      ids[at] ??= this.#removed.findLast(
        (old) => cellContent(old) === cellContent(cell) && !ids.includes(old.id),
      )?.id;
    });
    this.#replace(cells.map((cell, at) => ({ ...cell, id: ids[at] ?? this.#newId() })));
    return this.#cells;
  }

  /**
   * Says what the cells will be after an edit, so that the next `update` finds the ids that the edit gave; a cell whose
   * id is empty gets one.
   */
  expect(cells: readonly Cell[]): void {
    this.#replace(cells.map((cell) => (cell.id === '' ? { ...cell, id: this.#newId() } : cell)));
  }

  /** Whether a cell has this id now. */
  has(id: string): boolean {
    return this.#cells.some((cell) => cell.id === id);
  }

  /** Whether a cell had this id and may come back. */
  remembers(id: string): boolean {
    return this.#removed.some((cell) => cell.id === id);
  }

  /** Takes the cells for the present ones; what goes by that is remembered. */
  #replace(cells: readonly Cell[]): void {
    const before = this.#cells;
    this.#cells = cells;
    this.#removed = [...this.#removed, ...before]
      .filter(({ id }) => !this.has(id))
      .slice(-rememberedCells);
  }

  #newId(): string {
    let id: string;
    do id = `cell-${++this.#lastId}`;
    while (this.has(id) || this.remembers(id));
    return id;
  }
}

/** For each new cell the id of the old cell that it is, where there is one. No id is given twice. */
function matchCells(old: readonly Cell[], next: readonly Cell[]): (string | undefined)[] {
  const ids: (string | undefined)[] = next.map(() => undefined);
  const free = new Set(old);
  const give = (at: number, cell: Cell | undefined): void => {
    if (ids[at] !== undefined || !cell || !free.delete(cell)) return;
    ids[at] = cell.id;
  };
  const pair = (isSame: (a: Cell, b: Cell) => boolean): void =>
    next.forEach((cell, at) => {
      if (ids[at] === undefined)
        give(
          at,
          [...free].find((other) => isSame(other, cell)),
        );
    });
  // Equal cells that stand where they stood come first, so that twins keep their own ids.
  next.forEach((cell, at) => {
    const same = old[at];
    if (same && cellContent(same) === cellContent(cell)) give(at, same);
  });
  next.forEach((cell, at) => {
    const same = old[old.length - next.length + at];
    if (same && cellContent(same) === cellContent(cell)) give(at, same);
  });
  pair((a, b) => cellContent(a) === cellContent(b));
  pair(
    (a, b) =>
      a.kind !== 'text' &&
      b.kind !== 'text' &&
      a.kind === b.kind &&
      a.name !== '' &&
      a.name === b.name,
  );
  // What is left was rewritten: the first of a kind is taken for the first that is left of it.
  pairRewritten(old, next, ids, give);
  return ids;
}

/** Pairs changed cells that stand between the same neighbours. */
function pairRewritten(
  old: readonly Cell[],
  next: readonly Cell[],
  ids: readonly (string | undefined)[],
  give: (at: number, cell: Cell | undefined) => void,
): void {
  next.forEach((cell, at) => {
    if (ids[at] !== undefined) return;
    const before = at === 0 ? -1 : old.findIndex(({ id }) => id === ids[at - 1]);
    if (at > 0 && before < 0) return;
    const candidate = old[before + 1];
    if (candidate?.kind === cell.kind) give(at, candidate);
  });
}
