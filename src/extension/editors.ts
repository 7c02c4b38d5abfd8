import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposables } from '../common/disposables.ts';
import type { Log } from '../common/log.ts';
import { HistoryFile } from '../local/notebook/historyFile.ts';
import { ResultFolder } from '../local/notebook/resultFolder.ts';
import { calculateInThread } from '../local/statistics/calculateInThread.ts';
import type { ClearableJournal, WriteJournal } from '../model/writeJournal.ts';
import { registerRecordFiles } from '../vscode/files/registerRecordFiles.ts';
import type { LocalDataDeps } from '../vscode/localData/localDataKinds.ts';
import { registerLocalData } from '../vscode/localData/registerLocalData.ts';
import { MapViewStore } from '../vscode/map/mapViewStore.ts';
import { registerMap } from '../vscode/map/registerMap.ts';
import { ResultKeeper } from '../vscode/notebook/kept/resultKeeper.ts';
import { createOpenNotebooks, registerNotebook } from '../vscode/notebook/notebookEditor.ts';
import { ColumnStore } from '../vscode/records/columnStore.ts';
import { registerRecords } from '../vscode/records/registerRecords.ts';
import { MementoStateStore } from '../vscode/stateStore.ts';
import { Judge } from '../vscode/studies/judging/judge.ts';
import { createOpenStudies, registerStudies } from '../vscode/studies/registerStudies.ts';
import { registerUndo, type UndoDeps } from '../vscode/writes/undoCommands.ts';
import type { SharedParts } from './sharedParts.ts';

type EditorDeps = SharedParts &
  UndoDeps & {
    readonly log: Log;
    readonly journal: WriteJournal & ClearableJournal;
    readonly isLocalUnused: () => Promise<boolean>;
  };

/** Registers notebook, map, records view, the documents of records, and the history of writes. */
export function registerEditors(
  context: vscode.ExtensionContext,
  deps: EditorDeps,
  resources: Disposables,
): void {
  const { extensionUri, globalStorageUri, storageUri = globalStorageUri } = context;
  const state = new MementoStateStore(context.workspaceState, deps.log);
  const kept = createKept(storageUri.fsPath, deps.environments);
  const notebooks = resources.own(createOpenNotebooks(deps, kept.keeper));
  const folder = vscode.Uri.joinPath(storageUri, 'studies');
  const calculate = calculateInThread(
    vscode.Uri.joinPath(extensionUri, 'dist', 'statistics.js').fsPath,
  );
  const studies = resources.own(createOpenStudies({ ...deps, calculate, folder }));
  const shared = { ...deps, ...kept, extensionUri, notebooks, judge: new Judge(studies) };
  resources.own(registerNotebook(shared));
  resources.own(registerMap({ ...shared, views: new MapViewStore(state) }));
  resources.own(registerRecords({ ...shared, columns: new ColumnStore(state) }));
  resources.own(registerStudies({ ...shared, studies }));
  const draftFolder = vscode.Uri.joinPath(storageUri, 'drafts');
  resources.own(registerRecordFiles({ ...deps, draftFolder }));
  resources.own(registerUndo(deps));
  resources.own(registerLocalData(shared, deps.report));
}

/** Creates what keeps results and history of notebooks in the storage of the workspace. */
function createKept(
  storage: string,
  environments: SharedParts['environments'],
): Pick<LocalDataDeps, 'results' | 'history' | 'keeper'> {
  const results = new ResultFolder(path.join(storage, 'results'));
  const history = new HistoryFile(path.join(storage, 'history.jsonl'));
  return {
    results,
    history,
    keeper: new ResultKeeper({ results, history, environments, now: Date.now }),
  };
}
