import type { Cell } from '../../model/notebook/cell.ts';
import { cellAsRun, mapQueryOfCell } from './mapQueryOfCell.ts';
import { namedQueryCell } from './checkMapCell.ts';
import type { NotebookMaps } from './notebookMaps.ts';
import type { NotebookRuns } from './notebookRuns.ts';
import type { MapSession } from '../maps/mapSession.ts';

/** Shows the latest hits of query cells on the maps that name them. */
export class MapQuerySync {
  /** What each map shows: the run, and the cell fields it depends on. */
  readonly #shown = new WeakMap<MapSession, { readonly run: unknown; readonly fields: string }>();

  /** Updates all maps. Call it when cells, runs or maps may have changed. */
  sync(
    document: string,
    cells: readonly Cell[],
    notebookRuns: Pick<NotebookRuns, 'runs' | 'lastQuery'>,
    maps: Pick<NotebookMaps, 'of'>,
  ): void {
    const runs = notebookRuns.runs();
    for (const cell of cells) {
      const map = cell.kind === 'map' ? maps.of(cell.id) : undefined;
      if (cell.kind !== 'map' || map === undefined) continue;
      const query = namedQueryCell(cell, cells);
      const run = query && runs[query.id];
      const fields = JSON.stringify([query?.id, query?.name, query?.expected]);
      const before = this.#shown.get(map);
      if (before?.run === run && before?.fields === fields) continue;
      this.#shown.set(map, { run, fields });
      const lastQuery = query && cellAsRun(query, notebookRuns.lastQuery(query.id));
      map.queries.showOnly(lastQuery && mapQueryOfCell(document, lastQuery, run)?.query);
    }
  }
}
