import * as vscode from 'vscode';
import { bindingTo } from '../../model/notebook/environmentIds.ts';
import { parsePointKey } from '../../model/map/pointKey.ts';
import type { MapImage, MapSelection, MapTarget } from '../../protocol/map.ts';
import type { Appearance } from '../../protocol/recordPane.ts';
import type { MapSession } from '../../services/maps/mapSession.ts';
import { selectionNotebook } from '../../services/notebook/selectionNotebook.ts';
import { fullCount } from '../formatNumbers.ts';
import { commands } from '../ids.ts';
import { openNewNotebook } from '../flows/openNewNotebook.ts';
import type { ShownNotebooks } from '../notebook/openNotebooks.ts';
import type { Report } from '../report.ts';
import { savePicture, saveTable } from './saveMapFiles.ts';
import { exportSelection } from './exportSelection.ts';
import type { MapViewStore } from './mapViewStore.ts';

/** Actions of a map view that need VS Code. Failures appear as VS Code messages; the map stays usable. */
export type MapActions = {
  exportSelection(ids: readonly string[]): Promise<void>;
  querySelection(selection: MapSelection): Promise<void>;
  keepView(view: unknown): void;
  savePicture(picture: MapImage): Promise<void>;
  saveTable(): Promise<void>;
  showNamespace(namespace: string): Promise<void>;
  connectProgram(): Promise<void>;
  /** Returns the hits of open notebooks that are the point's record. */
  appearances(pointKey: string): readonly Appearance[];
  showAppearance(where: Pick<Appearance, 'notebook' | 'cellId'>): Promise<void>;
};

export function createMapActions(
  session: MapSession,
  {
    report,
    views,
    notebooks,
  }: {
    readonly report: Report;
    readonly views: Pick<MapViewStore, 'keep'>;
    readonly notebooks: ShownNotebooks;
  },
): MapActions {
  return {
    ...sharedActions(session, notebooks, report),
    querySelection: (selection) => querySelection(session, selection).catch(report),
    keepView: (view) => views.keep(session.source, view),
  };
}

/**
 * As `createMapActions`, for the map of a notebook cell: `insert` adds a query cell for the selection below that cell.
 */
export function createCellMapActions(
  session: MapSession,
  { notebooks, report }: { readonly notebooks: ShownNotebooks; readonly report: Report },
  insert: (selection: MapSelection) => Promise<void>,
): MapActions {
  return {
    ...sharedActions(session, notebooks, report),
    querySelection: (selection) => insert(selection).catch(report),
    // The notebook view stores its own state.
    keepView: () => undefined,
  };
}

function sharedActions(
  session: MapSession,
  notebooks: ShownNotebooks,
  report: Report,
): Omit<MapActions, 'querySelection' | 'keepView'> {
  const run = async (command: string, target: MapTarget): Promise<void> =>
    vscode.commands.executeCommand(command, { target });
  return {
    exportSelection: (ids) => exportSelection(session, ids).catch(report),
    savePicture: (picture) => savePicture(session, picture).catch(report),
    saveTable: () => saveTable(session).catch(report),
    showNamespace: (namespace) => run(commands.showMap, { ...session.target, namespace }),
    connectProgram: () => run(commands.copyConnectionCode, session.target),
    appearances: (pointKey) => {
      const place = parsePointKey(pointKey, session.source.namespace);
      return notebooks.appearances({ ...session.target, namespace: place.namespace }, place.id);
    },
    showAppearance: (where) => notebooks.reveal(where).catch(report),
  };
}

async function querySelection({ source }: MapSession, selection: MapSelection): Promise<void> {
  const { environment, index } = source;
  const { id: centreId, namespace } = parsePointKey(selection.centreId, source.namespace);
  const binding = bindingTo(environment, index, namespace);
  const words = (listed: number, count: number): string =>
    listed === count
      ? vscode.l10n.t('{0} records, selected on the map of “{1}”.', fullCount(count), index)
      : vscode.l10n.t(
          '{0} records, selected on the map of “{1}”. The {2} nearest to their middle are expected.',
          fullCount(count),
          index,
          fullCount(listed),
        );
  await openNewNotebook(selectionNotebook(binding, { ...selection, centreId }, words), index);
}
