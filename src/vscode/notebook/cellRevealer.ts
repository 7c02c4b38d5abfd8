import { Disposables, type Disposable } from '../../common/disposables.ts';
import type { NotebookEvents } from '../../protocol/notebook.ts';
import type { MapPanel } from '../map/mapView.ts';
import type { OpenNotebook } from './openNotebook.ts';

/** Tells a view which cell to reveal. A request that comes before its page has opened waits for it. */
export class CellRevealer implements Disposable {
  readonly #resources = new Disposables();
  readonly #send: (change: NotebookEvents['cell.revealed']) => void;
  #isOpen = false;
  #waiting: NotebookEvents['cell.revealed'] | undefined;

  constructor(
    panel: MapPanel,
    notebook: Pick<OpenNotebook, 'onDidReveal'>,
    send: (change: NotebookEvents['cell.revealed']) => void,
  ) {
    this.#send = send;
    this.#resources.own(notebook.onDidReveal((change) => this.#reveal(change)));
    this.#resources.own(
      panel.onDidChangeViewState(() => {
        // A hidden view loses its page.
        if (!panel.visible) this.#isOpen = false;
      }),
    );
  }

  /** Called when the page has opened. */
  open(): void {
    this.#isOpen = true;
    if (this.#waiting !== undefined) this.#send(this.#waiting);
    this.#waiting = undefined;
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #reveal(change: NotebookEvents['cell.revealed']): void {
    if (this.#isOpen) this.#send(change);
    else this.#waiting = change;
  }
}
