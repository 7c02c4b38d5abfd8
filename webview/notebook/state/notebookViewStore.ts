import { Emitter } from '../../../src/common/emitter.ts';
import { plainCellView, viewFor, type CellView, type NotebookView } from './notebookView.ts';

/** Holds the state of the notebook view, and saves it after a pause in changes. */
export class NotebookViewStore {
  readonly #save: (view: NotebookView) => void;
  readonly #restMs: number;
  readonly #changed = new Emitter<void>();
  #view: NotebookView;
  #hasBegun = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Fires when the state of a cell has changed. Scroll position and focus do not fire: the view sets them itself. */
  readonly onDidChange = this.#changed.event;

  constructor(view: NotebookView, save: (view: NotebookView) => void, restMs = 200) {
    this.#view = view;
    this.#save = save;
    this.#restMs = restMs;
  }

  get view(): NotebookView {
    return this.#view;
  }

  /** Restores the saved state for these cells; only the first call has an effect. */
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

  /** Notes the height of a cell in pixels without firing an event. */
  noteHeight(cellId: string, heightPx: number): void {
    const { heights } = this.#view;
    if (heightPx > 0 && heights[cellId] !== heightPx)
      this.update({ heights: { ...heights, [cellId]: heightPx } });
  }

  /**
   * Sets the state of a cell without firing an event, for changes from its map. Saves immediately, because the page
   * gets no notice before it is hidden.
   */
  saveMap(cellId: string, cell: CellView): void {
    this.update({ cells: { ...this.#view.cells, [cellId]: cell } });
    this.save();
  }

  update(part: Partial<NotebookView>): void {
    this.#view = { ...this.#view, ...part };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), this.#restMs);
  }

  /** Saves immediately, because the page may be unloaded. */
  save(): void {
    clearTimeout(this.#timer);
    this.#save(this.#view);
  }
}
