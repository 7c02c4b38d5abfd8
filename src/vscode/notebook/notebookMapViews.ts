import { createChannel } from '../../common/createChannel.ts';
import type { Disposable } from '../../common/disposables.ts';
import type { Port } from '../../common/rpc.ts';
import type { CellMap } from '../../services/notebook/notebookMaps.ts';
import { selectionQuery } from '../../services/notebook/selectionNotebook.ts';
import { createCellMapActions } from '../map/mapActions.ts';
import { connectMapView, type MapPanel } from '../map/mapView.ts';
import type { Report } from '../report.ts';
import type { OpenNotebook } from './openNotebook.ts';
import type { ShownNotebooks } from './openNotebooks.ts';

export type CellMapDeps = { readonly notebooks: ShownNotebooks; readonly report: Report };

/** Connects the maps of a notebook's cells to one view, each over its own channel. */
export class NotebookMapViews implements Disposable {
  readonly #panel: MapPanel;
  readonly #port: Port;
  readonly #notebook: OpenNotebook;
  readonly #deps: CellMapDeps;
  readonly #joined = new Map<string, Disposable>();

  constructor(panel: MapPanel, port: Port, notebook: OpenNotebook, deps: CellMapDeps) {
    this.#panel = panel;
    this.#port = port;
    this.#notebook = notebook;
    this.#deps = deps;
    this.update();
  }

  /** Connects new maps and disconnects removed ones. */
  update(): void {
    const maps = this.#notebook.maps.all;
    for (const [id, joined] of this.#joined) {
      if (maps.some((map) => map.id === id)) continue;
      this.#joined.delete(id);
      joined.dispose();
    }
    for (const map of maps)
      if (!this.#joined.has(map.id)) this.#joined.set(map.id, this.#join(map));
  }

  dispose(): void {
    for (const joined of this.#joined.values()) joined.dispose();
    this.#joined.clear();
  }

  #join({ id, cellId, session }: CellMap): Disposable {
    const notebook = this.#notebook;
    const actions = createCellMapActions(session, this.#deps, async (selection) => {
      const query = selectionQuery(selection, session.source.namespace);
      const binding = { ...notebook.cell(cellId)?.binding, ...query.binding };
      await notebook.insertBelow(cellId, { ...query, binding });
    });
    return connectMapView(this.#panel, createChannel(this.#port, id), session, actions);
  }
}
