import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { findLocalSource } from '../../services/maps/findLocalSource.ts';
import type { MapSource } from '../../services/maps/mapSession.ts';
import { registerCommand } from '../commands.ts';
import { pickTarget, type PickTargetDeps } from '../flows/pickTarget.ts';
import { commands, viewTypes } from '../ids.ts';
import { pickMapsToCompare } from './pickMapsToCompare.ts';
import { readMapViewState } from './mapViewState.ts';
import { MapPanels, type MapPanelsDeps } from './mapPanels.ts';
import { queryOf } from './readQueryArgument.ts';

export type MapDeps = PickTargetDeps & MapPanelsDeps;

/** Registers *Show Map*, *Compare Maps*, and the restoration of map panels after a window reload. */
export function registerMap(deps: MapDeps): Disposable {
  const resources = new Disposables();
  const panels = resources.own(new MapPanels(deps));
  resources.own(
    registerCommand(commands.showMap, (argument) => showMap(deps, panels, argument), deps.report),
  );
  const compare = async (argument: unknown): Promise<void> => {
    const maps = await pickMapsToCompare(deps, argument);
    if (maps !== undefined) panels.compare(...maps);
  };
  resources.own(registerCommand(commands.compareMaps, compare, deps.report));
  resources.own(
    vscode.window.registerWebviewPanelSerializer(viewTypes.map, {
      // The view's state names its target in the same form as the command's argument.
      deserializeWebviewPanel: (panel, state) => restore(deps, panels, panel, state),
    }),
  );
  return resources;
}

async function showMap(deps: MapDeps, panels: MapPanels, argument: unknown): Promise<void> {
  const picked = await pickTarget(deps, argument);
  if (picked === undefined) return;
  const source = await findLocalSource(deps.catalog, picked, new AbortController().signal);
  if (source === undefined) {
    // The command has ended; its caller does not wait for the message to close.
    void offerPull(picked).catch(deps.report);
    return;
  }
  const view = viewOf(argument);
  const session = view === undefined ? panels.show(source) : panels.showAs(source, view);
  const query = queryOf(argument);
  if (query !== undefined) session.queries.show(query);
}

/** Offers to pull a cloud namespace: the engine reads vectors from its own disk only. */
async function offerPull({ environment, index, namespace }: MapSource): Promise<void> {
  const pull = vscode.l10n.t('Pull to This Machine…');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Maps need an index on this machine, but “{0}” is in “{1}”. Pull it, or a sample of it, once; maps then cost nothing more.',
      index,
      environment.name,
    ),
    pull,
  );
  const target = { environment: environment.name, index, namespace };
  if (answer === pull)
    await vscode.commands.executeCommand(commands.pullIndex, { target, opensMap: true });
}

async function restore(
  deps: MapDeps,
  panels: MapPanels,
  panel: vscode.WebviewPanel,
  state: unknown,
): Promise<void> {
  try {
    const source = hasTarget(state) ? await pickTarget(deps, state) : undefined;
    if (source?.environment.kind === 'local')
      panels.restore(panel, source, readMapViewState(state));
    else panel.dispose();
  } catch (error) {
    panel.dispose();
    deps.report(error);
  }
}

/** Returns the view state in the argument, unvalidated; the view decodes it. */
function viewOf(argument: unknown): object | undefined {
  if (typeof argument !== 'object' || argument === null || !('view' in argument)) return undefined;
  const { view } = argument;
  return typeof view === 'object' && view !== null ? view : undefined;
}

function hasTarget(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'target' in state;
}
