import { Emitter } from '../../../src/common/emitter.ts';
import { plainCellView, viewFor, type CellView, type NotebookView } from './notebookView.ts';

/** Keeps how the notebook is looked at, and hands it on for saving when it has rested for a moment. */
export class NotebookViewStore {
  readonly #save: (view: NotebookView) => void;
  readonly #restMs: number;
  readonly #changed = new Emitter<void>();
  #view: NotebookView;
  #hasBegun = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The look of a cell has changed. Scrolling and focus say nothing: the view knows them first. */
  readonly onDidChange = this.#changed.event;

  constructor(view: NotebookView, save: (view: NotebookView) => void, restMs = 200) {
    this.#view = view;
    this.#save = save;
    this.#restMs = restMs;
  }

  get view(): NotebookView {
    return this.#view;
  }

  /** Takes what was kept for these cells, unless that was done already. */
  begin(session: string, cells: readonly { readonly id: string }[]): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const cellIds = cells.map(({ id }) => id);
    this.#view = viewFor(this.#view, session, cellIds);
  }

  cell(cellId: string): CellView {
    return this.#view.cells[cellId] ?? plainCellView;
  }

  setCell(cellId: string, cell: CellView): void {
    this.update({ cells: { ...this.#view.cells, [cellId]: cell } });
    this.#changed.fire();
  }

  /** As `setCell`, for what the cell's map knows first. Saved at once: the page goes without a word when it is hidden. */
  saveMap(cellId: string, cell: CellView): void {
    this.update({ cells: { ...this.#view.cells, [cellId]: cell } });
    this.save();
  }

  update(part: Partial<NotebookView>): void {
    this.#view = { ...this.#view, ...part };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), this.#restMs);
  }

  /** Saves now: the page may be about to go. */
  save(): void {
    clearTimeout(this.#timer);
    this.#save(this.#view);
  }
}
