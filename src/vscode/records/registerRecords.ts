import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { registerCommand } from '../commands.ts';
import { pickTarget, type PickTargetDeps } from '../flows/pickTarget.ts';
import { commands, viewTypes } from '../ids.ts';
import {
  changeMetadata,
  chosenRecords,
  deleteRecords,
  type ChangeRecordsDeps,
  type ChosenRecords,
} from './changeRecords.ts';
import { RecordsPanels, type RecordsPanelsDeps } from './recordsPanels.ts';

export type RecordsDeps = PickTargetDeps & RecordsPanelsDeps & ChangeRecordsDeps;

/** Registers *Show Records*, the changes of many records, and the restoration of panels after a window reload. */
export function registerRecords(deps: RecordsDeps): Disposable {
  const resources = new Disposables();
  const panels = resources.own(new RecordsPanels(deps));
  const show = async (argument: unknown): Promise<void> => {
    const place = await pickTarget(deps, argument);
    if (place !== undefined) panels.show(place);
  };
  resources.own(registerCommand(commands.showRecords, show, deps.report));
  const change = (
    id: string,
    run: (deps: ChangeRecordsDeps, chosen: ChosenRecords) => Promise<void>,
  ): void => {
    const start = async (argument: unknown): Promise<void> => {
      const target = await pickTarget(deps, argument);
      if (target !== undefined) await run(deps, await chosenRecords(deps, target, argument));
    };
    resources.own(registerCommand(id, start, deps.report));
  };
  change(commands.editMetadata, changeMetadata);
  change(commands.deleteRecords, deleteRecords);
  resources.own(
    vscode.window.registerWebviewPanelSerializer(viewTypes.records, {
      // The view's state names its target in the same form as the command's argument.
      deserializeWebviewPanel: (panel, state) => restore(deps, panels, panel, state),
    }),
  );
  return resources;
}

async function restore(
  deps: RecordsDeps,
  panels: RecordsPanels,
  panel: vscode.WebviewPanel,
  state: unknown,
): Promise<void> {
  try {
    const hasTarget = typeof state === 'object' && state !== null && 'target' in state;
    const place = hasTarget ? await pickTarget(deps, state) : undefined;
    if (place === undefined) panel.dispose();
    else panels.restore(panel, place, state);
  } catch (error) {
    panel.dispose();
    deps.report(error);
  }
}
