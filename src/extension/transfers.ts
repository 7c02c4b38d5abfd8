import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import type { Disposables } from '../common/disposables.ts';
import type { Log } from '../common/log.ts';
import { exportFiles } from '../local/exportFiles.ts';
import { RejectFile } from '../local/rejectFile.ts';
import { openRowFile, rowFileEndings } from '../local/rowFiles/openRowFile.ts';
import type { WriteJournal } from '../model/writeJournal.ts';
import type { StateStore } from '../services/catalog/catalog.ts';
import { IndexCreation } from '../services/catalog/indexCreation.ts';
import { Exports } from '../services/exports/exports.ts';
import { BucketImports } from '../services/imports/bucketImports.ts';
import { FileImports } from '../services/imports/fileImports.ts';
import { Copies } from '../services/transfer/copies.ts';
import { Imports } from '../services/transfer/imports.ts';
import type { Pulls, PullsDeps } from '../services/transfer/pull.ts';
import { TwinRefreshes } from '../services/transfer/twins/twinRefresh.ts';
import { registerImportFile } from '../vscode/imports/importFile.ts';
import { MappingStore } from '../vscode/imports/mappingStore.ts';
import { registerProgramCommands } from '../vscode/programs/programCommands.ts';
import { MementoStateStore } from '../vscode/stateStore.ts';
import { registerCopy } from '../vscode/transfers/copyRecords.ts';
import { registerExportRecords } from '../vscode/transfers/exportRecords.ts';
import { registerBucketImport } from '../vscode/transfers/importFromBucket.ts';
import { registerPull } from '../vscode/transfers/pullIndex.ts';
import { registerRefreshTwin } from '../vscode/transfers/refreshTwin.ts';
import type { TwinOpener } from './clients.ts';
import type { SharedParts } from './sharedParts.ts';

/** Registers what moves records between indexes, files and programs. */
export function registerTransfers(
  context: vscode.ExtensionContext,
  deps: TransferDeps,
  resources: Disposables,
): void {
  const parts = {
    ...deps,
    parquetProcess: context.asAbsolutePath('dist/engine-parquet.js'),
    transferState: new MementoStateStore(context.globalState, deps.log),
    workspaceState: new MementoStateStore(context.workspaceState, deps.log),
  };
  resources.own(registerProgramCommands(parts));
  resources.own(registerImportFile({ ...parts, ...createFileImports(parts) }));
  resources.own(registerPull(parts));
  resources.own(registerBucketImport({ ...parts, bucketImports: new BucketImports(parts) }));
  const refreshes = new TwinRefreshes(pullDeps(parts, parts.openTwins));
  resources.own(registerRefreshTwin({ ...parts, refreshes }));
  const exports = new Exports({
    ...parts,
    ...exportFiles(parts.parquetProcess),
    state: parts.transferState,
  });
  resources.own(registerExportRecords({ ...parts, exports }));
  const copies = new Copies({ ...parts, state: parts.transferState, now: Date.now });
  resources.own(registerCopy({ ...parts, copies, creation: new IndexCreation(parts) }));
}

type TransferDeps = SharedParts & {
  readonly log: Log;
  readonly pulls: Pulls;
  readonly openTwins: TwinOpener;
  readonly journal: WriteJournal;
};

type TransferParts = TransferDeps & {
  /** Positions of copies, exports and imports that ended early. */
  readonly transferState: StateStore;
  readonly workspaceState: StateStore;
  /** The program that decodes Parquet. */
  readonly parquetProcess: string;
};

function createFileImports(parts: TransferParts) {
  const openRejects = (file: string, list?: string): RejectFile => new RejectFile(file, list);
  const deps = { ...parts, state: parts.transferState, openRejects, now: Date.now };
  return {
    imports: new Imports(deps),
    fileImports: new FileImports(deps),
    mappings: new MappingStore(parts.workspaceState),
    endings: rowFileEndings,
    openFile: (file: string) => openRowFile(file, parts.parquetProcess),
  };
}

/** Returns what pulls and refreshes of offline twins need. */
export function pullDeps(
  parts: Pick<SharedParts, 'environments' | 'catalog' | 'connections'>,
  openTwins: TwinOpener,
): PullsDeps {
  return {
    ...parts,
    open: (environment, signal) => parts.connections.open(environment, signal),
    openForWriting: (environment, signal) => parts.connections.openForWriting(environment, signal),
    openTwins,
    newId: randomUUID,
    now: Date.now,
  };
}
