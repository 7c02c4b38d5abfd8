import type { Cell } from './cell.ts';
import { cellContent } from './cellContent.ts';

/**
 * Assigns ids to cells that survive text changes: a cell keeps its id when others are edited, when it moves, and when
 * undo restores it.
 */
export class CellIdentities {
  #cells: readonly Cell[] = [];
  #removed: readonly Cell[] = [];
  #lastId = 0;

  /** Returns the cells with stable ids; the next call compares with them. */
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
   * Sets the cells expected after an edit, so that the next `update` uses the edit's ids. A cell with an empty id gets
   * a new one.
   */
  expect(cells: readonly Cell[]): void {
    this.#replace(cells.map((cell) => (cell.id === '' ? { ...cell, id: this.#newId() } : cell)));
  }

  /** Whether a cell has this id now. */
  has(id: string): boolean {
    return this.#cells.some((cell) => cell.id === id);
  }

  /** Whether a removed cell with this id may return. */
  remembers(id: string): boolean {
    return this.#removed.some((cell) => cell.id === id);
  }

  /** Replaces the current cells and remembers removed ones. */
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

/** Number of removed cells remembered, so that undo restores a cell with its id. */
const rememberedCells = 100;

/** Returns the old cell's id for each new cell, if there is one. Never assigns an id twice. */
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
  // Matches equal cells at the same position first, so that duplicates keep their ids.
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
  // Matches the remaining cells, whose text changed, by kind in order.
  pairRewritten(old, next, ids, give);
  return ids;
}

/** Matches changed cells between the same neighbours. */
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
