import { Emitter } from '../../src/common/emitter.ts';
import { plainCellView, type CellView, type NotebookView } from './viewState.ts';

/** Keeps how the notebook is looked at, and hands it on for saving when it has rested for a moment. */
export class ViewMemory {
  readonly #save: (view: NotebookView) => void;
  readonly #restMs: number;
  readonly #changed = new Emitter<void>();
  #view: NotebookView;
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

  cell(cellId: string): CellView {
    return this.#view.cells[cellId] ?? plainCellView;
  }

  setCell(cellId: string, cell: CellView): void {
    this.update({ cells: { ...this.#view.cells, [cellId]: cell } });
    this.#changed.fire();
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
