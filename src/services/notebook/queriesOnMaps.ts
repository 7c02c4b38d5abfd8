import type { Cell } from '../../model/notebook/cell.ts';
import { asAsked, cellOnMap } from './cellOnMap.ts';
import { queryOnMap } from './checkMapCell.ts';
import type { NotebookMaps } from './notebookMaps.ts';
import type { NotebookSession } from './notebookSession.ts';
import type { MapSession } from '../maps/mapSession.ts';

/** Keeps on the maps of a notebook the newest hits of the query cells that they name. */
export class QueriesOnMaps {
  /** What lies on each map: the run and the words of the cell that it comes from. */
  readonly #laid = new WeakMap<MapSession, { readonly run: unknown; readonly words: string }>();

  /** To be called when cells, runs or maps may have changed. */
  lay(
    document: string,
    cells: readonly Cell[],
    session: Pick<NotebookSession, 'runs' | 'asked'>,
    maps: Pick<NotebookMaps, 'of'>,
  ): void {
    const runs = session.runs();
    for (const cell of cells) {
      const map = cell.kind === 'map' ? maps.of(cell.id) : undefined;
      if (cell.kind !== 'map' || map === undefined) continue;
      const query = queryOnMap(cell, cells);
      const run = query && runs[query.id];
      const words = JSON.stringify([query?.id, query?.name, query?.expected]);
      const before = this.#laid.get(map);
      if (before?.run === run && before?.words === words) continue;
      this.#laid.set(map, { run, words });
      const asked = query && asAsked(query, session.asked(query.id));
      map.queries.showOnly(asked && cellOnMap(document, asked, run)?.query);
    }
  }
}
