import * as vscode from 'vscode';
import type { Disposables } from '../common/disposables.ts';
import type { Log } from '../common/log.ts';
import { calculateInThread } from '../local/statistics/calculateInThread.ts';
import { registerRecordFiles } from '../vscode/files/registerRecordFiles.ts';
import { MapViewStore } from '../vscode/map/mapViewStore.ts';
import { registerMap } from '../vscode/map/registerMap.ts';
import { createOpenNotebooks, registerNotebook } from '../vscode/notebook/notebookEditor.ts';
import { ColumnStore } from '../vscode/records/columnStore.ts';
import { registerRecords } from '../vscode/records/registerRecords.ts';
import { MementoStateStore } from '../vscode/stateStore.ts';
import { Judge } from '../vscode/studies/judging/judge.ts';
import { createOpenStudies, registerStudies } from '../vscode/studies/registerStudies.ts';
import { registerUndo, type UndoDeps } from '../vscode/writes/undoCommands.ts';
import type { SharedParts } from './sharedParts.ts';

type EditorDeps = SharedParts & UndoDeps & { readonly log: Log };

/** Registers notebook, map, records view, the documents of records, and the history of writes. */
export function registerEditors(
  context: vscode.ExtensionContext,
  deps: EditorDeps,
  resources: Disposables,
): void {
  const { extensionUri, globalStorageUri, storageUri = globalStorageUri } = context;
  const state = new MementoStateStore(context.workspaceState, deps.log);
  const notebooks = resources.own(createOpenNotebooks(deps));
  const folder = vscode.Uri.joinPath(storageUri, 'studies');
  const calculate = calculateInThread(
    vscode.Uri.joinPath(extensionUri, 'dist', 'statistics.js').fsPath,
  );
  const studies = resources.own(createOpenStudies({ ...deps, calculate, folder }));
  const shared = { ...deps, extensionUri, notebooks, judge: new Judge(studies) };
  resources.own(registerNotebook(shared));
  resources.own(registerMap({ ...shared, views: new MapViewStore(state) }));
  resources.own(registerRecords({ ...shared, columns: new ColumnStore(state) }));
  resources.own(registerStudies({ ...shared, studies }));
  const draftFolder = vscode.Uri.joinPath(storageUri, 'drafts');
  resources.own(registerRecordFiles({ ...deps, draftFolder }));
  resources.own(registerUndo(deps));
}
