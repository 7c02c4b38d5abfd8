import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { Disposables } from './common/disposables.ts';
import { Failure } from './common/failure.ts';
import type { Log } from './common/log.ts';
import { isAlive } from './local/engineAddress.ts';
import { JournalFolder } from './local/journalFolder.ts';
import { RequestShares } from './local/requestShares.ts';
import { UsageFolder } from './local/usageFolder.ts';
import { UsageMeter } from './services/usage/usageMeter.ts';
import { registerUsage } from './vscode/usage/registerUsage.ts';
import { exportFiles } from './local/exportFiles.ts';
import { RejectFile } from './local/rejectFile.ts';
import { openRowFile, rowFileEndings } from './local/rowFiles/openRowFile.ts';
import { calculateInThread } from './local/statistics/calculateInThread.ts';
import { EngineLauncher } from './local/engineLauncher.ts';
import { createEndpointClient } from './embedding/endpointClient.ts';
import { localEnvironment } from './model/environment.ts';
import type { WriteJournal } from './model/writeJournal.ts';
import { ProxyAwareFetch, type Fetch } from './pinecone/proxyAwareFetch.ts';
import { IndexHosts } from './pinecone/indexHosts.ts';
import { createPineconeClient } from './pinecone/restPineconeClient.ts';
import { AcceptedApiVersions } from './pinecone/acceptedApiVersions.ts';
import { createEngineClient } from './pinecone/restEngineClient.ts';
import { createAdminClient } from './pinecone/admin/restAdminClient.ts';
import { createTwinClient } from './pinecone/restTwinClient.ts';
import type { TwinClient } from './pinecone/twinClient.ts';
import { failureReportingFetch } from './pinecone/failureReportingFetch.ts';
import { Backups } from './services/catalog/backups.ts';
import { Catalog, type StateStore } from './services/catalog/catalog.ts';
import { IndexCreation } from './services/catalog/indexCreation.ts';
import { EngineWatcher, type EngineWatcherDeps } from './services/catalog/engineWatcher.ts';
import { Connections, type Connectors } from './services/environments/connections.ts';
import { RequestPacing } from './services/environments/requestPacing.ts';
import type { Embeddings } from './services/embedding/embeddings.ts';
import { RecentFailures } from './services/diagnostics/recentFailures.ts';
import { Environments, type TryKey } from './services/environments/environments.ts';
import { Exports } from './services/exports/exports.ts';
import { Copies } from './services/transfer/copies.ts';
import { FileImports } from './services/imports/fileImports.ts';
import { Imports } from './services/transfer/imports.ts';
import { Pulls, type PullsDeps } from './services/transfer/pull.ts';
import { BucketImports } from './services/imports/bucketImports.ts';
import { TwinRefreshes } from './services/transfer/twins/twinRefresh.ts';
import { registerBackupCommands } from './vscode/flows/backupCommands.ts';
import { registerCopyDiagnostics } from './vscode/copyDiagnostics.ts';
import { registerEngineCommands } from './vscode/flows/engineCommands.ts';
import { registerEnvironmentCommands } from './vscode/flows/environmentCommands.ts';
import { registerProgramCommands } from './vscode/programs/programCommands.ts';
import { registerExportRecords } from './vscode/transfers/exportRecords.ts';
import { registerImportFile } from './vscode/imports/importFile.ts';
import { MappingStore } from './vscode/imports/mappingStore.ts';
import { registerCopy } from './vscode/transfers/copyRecords.ts';
import { registerBucketImport } from './vscode/transfers/importFromBucket.ts';
import { registerRefreshTwin } from './vscode/transfers/refreshTwin.ts';
import { registerPull } from './vscode/transfers/pullIndex.ts';
import type { SettingsKeys } from './vscode/exposedKeys/settingsKeys.ts';
import { registerModels } from './vscode/embedding/registerModels.ts';
import { settings } from './vscode/ids.ts';
import { registerCode } from './vscode/code/registerCode.ts';
import { KeyAccess } from './vscode/keys/keyAccess.ts';
import { KeyParts } from './vscode/keys/keyParts.ts';
import { registerKeys } from './vscode/keys/registerKeys.ts';
import { registerMap } from './vscode/map/registerMap.ts';
import { MapViewStore } from './vscode/map/mapViewStore.ts';
import { createOpenNotebooks, registerNotebook } from './vscode/notebook/notebookEditor.ts';
import { ColumnStore } from './vscode/records/columnStore.ts';
import { registerRecordFiles } from './vscode/files/registerRecordFiles.ts';
import { registerRecords } from './vscode/records/registerRecords.ts';
import { registerStudies } from './vscode/studies/registerStudies.ts';
import { createReport, type Report } from './vscode/report.ts';
import { SecretKeyStore } from './vscode/secretStore.ts';
import { SettingsDescriptorStore } from './vscode/settingsStore.ts';
import { MementoStateStore } from './vscode/stateStore.ts';
import type { IndexTree } from './vscode/tree/indexTree.ts';
import { RecordWrites } from './services/writes/recordWrites.ts';
import { WriteAccess } from './services/writes/writeAccess.ts';
import { registerUndo, type UndoDeps } from './vscode/writes/undoCommands.ts';
import { registerWriteCommands } from './vscode/writes/writeCommands.ts';
import { registerTree } from './vscode/tree/registerTree.ts';

/** What `activate` answers to tests alone: the parts can reach keys. */
export type Parts = {
  readonly environments: Environments;
  readonly catalog: Catalog;
  readonly connections: Connections;
  readonly embeddings: Embeddings;
  readonly tree: IndexTree;
  readonly exposedKeys: SettingsKeys;
  readonly context: vscode.ExtensionContext;
};

/** Puts the objects together and registers them: no network, no engine, no disk beyond VS Code's own stores. */
export function activate(context: vscode.ExtensionContext): Parts | undefined {
  const startedAt = performance.now();
  const log = vscode.window.createOutputChannel('Vectorscope', { log: true });
  context.subscriptions.push(log);
  try {
    const parts = compose(context, log);
    log.info(`Activated in ${(performance.now() - startedAt).toFixed(1)} ms`);
    return context.extensionMode === vscode.ExtensionMode.Test ? parts : undefined;
  } catch (error) {
    const { message } = Failure.from(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('Vectorscope could not start: {0}', message));
    throw error;
  }
}

function compose(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Parts {
  const resources = new Disposables();
  context.subscriptions.push(resources);
  const failures = new RecentFailures(Date.now);
  const report = createReport(log, failures, ({ id }) => catalog.invalidate(id));

  const proxyAware = resources.own(new ProxyAwareFetch());
  const fetch = failureReportingFetch(proxyAware.fetch, (text) => failures.note(text));
  const access = createAccess(context, log, fetch, resources);
  const { connectors, environments, engine, writeAccess, usage, connections } = access;
  const catalog = resources.own(createCatalog(context, connections, log));
  resources.own(engine.onDidChangeState(() => catalog.expire(localEnvironment.id)));
  resources.own(environments.onDidChangeKey((id) => catalog.forget(id)));

  const base = { environments, catalog, connections, usage, report };
  const models = registerModels(base, context, createEndpointClient(fetch));
  const { embeddings } = resources.own(models);
  const shared = { ...base, embeddings, log };
  const keys = createKeyParts(context, { ...shared, ...access, fetch }, resources);
  resources.own(registerWriteCommands({ environments, writeAccess, report }));
  const { exposedKeys } = keys;
  resources.own(registerEnvironmentCommands(environments, keys, report));
  resources.own(
    registerEngineCommands({
      ...shared,
      restartEngine: (signal) => engine.restart(signal),
      engineLogFile: engine.logFile,
    }),
  );
  const version = versionOf(context);
  resources.own(registerCopyDiagnostics({ ...shared, failures, engine, version }));
  const backups = resources.own(new Backups({ connections, catalog }));
  const openTwins = createTwinOpener(engine, log, fetch);
  const pulls = new Pulls(createPullDeps(shared, openTwins));
  const watch = resources.own(createWatch(engine, connectors, catalog));
  const journal = createJournal(context);
  const writing = { writes: new RecordWrites({ connections, catalog, journal }), journal };
  const tree = registerTree(
    {
      ...shared,
      ...writing,
      exposedKeys,
      keys,
      writeAccess,
      backups,
      pulls,
      engineState: () => engine.state,
      watchEngine: () => watch.start(),
      onDidChangeEngineState: engine.onDidChangeState,
      isLocalUnused: () => isEmpty(engineDataFolder(context)),
    },
    resources,
  );
  resources.own(registerUsage(shared));
  resources.own(registerBackupCommands({ ...shared, backups }));
  const states = transferParts(context, log);
  registerTransfers({ ...shared, ...states, journal, pulls, openTwins }, resources);
  registerEditors({ ...shared, ...writing }, context, resources);
  return { environments, catalog, connections, embeddings, tree, exposedKeys, context };
}

function createCatalog(
  context: vscode.ExtensionContext,
  connections: Connections,
  log: Log,
): Catalog {
  return new Catalog({
    open: (environment, signal) => connections.open(environment, signal),
    state: new MementoStateStore(context.globalState, log),
    now: Date.now,
  });
}

type AccessParts = {
  readonly connectors: Connectors;
  readonly environments: Environments;
  readonly engine: EngineLauncher;
  readonly keyAccess: KeyAccess;
  readonly writeAccess: WriteAccess;
  readonly usage: UsageMeter;
  readonly connections: Connections;
};

/** Creates what reaches the services: environments, their keys and locks, the engine, and the clients. */
function createAccess(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  fetch: Fetch,
  resources: Disposables,
): AccessParts {
  const { secrets, globalStorageUri } = context;
  const connectors = createConnectors(log, fetch);
  const environments = resources.own(createEnvironments(context, connectors, resources));
  const engine = resources.own(createEngine(context, engineDataFolder(context), log));
  const state = new MementoStateStore(context.globalState, log);
  const tryKey = tryKeyWith(connectors);
  const keyAccess = resources.own(new KeyAccess({ environments, secrets, state, tryKey }));
  const writeAccess = resources.own(new WriteAccess(Date.now));
  const usage = resources.own(createUsageMeter(context, log));
  const connections = new Connections(
    environments,
    engine,
    connectors,
    writeAccess,
    usage,
    keyAccess.use,
    new RequestPacing(Date.now, new RequestShares(globalStorageUri.fsPath)),
  );
  return { connectors, environments, engine, keyAccess, writeAccess, usage, connections };
}

function tryKeyWith(connectors: Connectors): TryKey {
  return async (endpoint, signal) => {
    await connectors.pinecone(endpoint, 'read').listIndexes(signal);
  };
}

/** Creates and registers everything about keys beyond entering them, and what is shown in programs. */
function createKeyParts(
  { secrets, globalState }: vscode.ExtensionContext,
  parts: SharedParts & {
    readonly keyAccess: KeyAccess;
    readonly log: Log;
    readonly fetch: Fetch;
  },
  resources: Disposables,
): KeyParts {
  const { log, fetch } = parts;
  const keys = new KeyParts({
    ...parts,
    secrets,
    state: new MementoStateStore(globalState, log),
    connect: (credentials) => createAdminClient({ ...credentials, log, fetch, now: Date.now }),
  });
  resources.own(keys);
  resources.own(registerKeys({ ...parts, keys, secrets }));
  resources.own(registerCode(parts));
  return keys;
}

function createEnvironments(
  { secrets }: vscode.ExtensionContext,
  connectors: Connectors,
  resources: Disposables,
): Environments {
  return new Environments({
    descriptors: resources.own(new SettingsDescriptorStore()),
    keys: resources.own(new SecretKeyStore(secrets)),
    newId: randomUUID,
    tryKey: tryKeyWith(connectors),
  });
}

function createWatch(
  engine: EngineLauncher,
  connectors: Connectors,
  catalog: Catalog,
): EngineWatcher {
  const follow: EngineWatcherDeps['follow'] = (endpoint, signal) =>
    connectors.engine(endpoint).events(signal);
  return new EngineWatcher({ engine, follow, catalog });
}

function createConnectors(log: Log, fetch: Fetch): Connectors {
  const learned = { indexHosts: new IndexHosts(), versions: new AcceptedApiVersions() };
  return {
    pinecone: (endpoint, access, observer) =>
      createPineconeClient({ endpoint, access, ...observer, ...learned, log, fetch }),
    engine: (endpoint) => createEngineClient({ endpoint, log, fetch }),
  };
}

type SharedParts = {
  readonly environments: Environments;
  readonly catalog: Catalog;
  readonly connections: Connections;
  readonly usage: UsageMeter;
  readonly embeddings: Embeddings;
  readonly report: Report;
};

type TransferParts = SharedParts & {
  readonly pulls: Pulls;
  readonly openTwins: TwinOpener;
  readonly journal: WriteJournal;
  /** Positions of copies and imports that ended early. */
  readonly transferState: StateStore;
  readonly workspaceState: StateStore;
  /** The program that decodes Parquet. */
  readonly parquetProcess: string;
};

function transferParts(context: vscode.ExtensionContext, log: Log) {
  const { globalState, workspaceState } = context;
  return {
    parquetProcess: context.asAbsolutePath('dist/engine-parquet.js'),
    transferState: new MementoStateStore(globalState, log),
    workspaceState: new MementoStateStore(workspaceState, log),
  };
}

/** Registers what moves records between indexes, files and programs. */
function registerTransfers(parts: TransferParts, resources: Disposables): void {
  resources.own(registerProgramCommands(parts));
  resources.own(registerImportFile({ ...parts, ...createFileImports(parts) }));
  resources.own(registerPull(parts));
  resources.own(registerBucketImport({ ...parts, bucketImports: new BucketImports(parts) }));
  const refreshes = new TwinRefreshes(createPullDeps(parts, parts.openTwins));
  resources.own(registerRefreshTwin({ ...parts, refreshes }));
  const exports = new Exports({ ...parts, ...exportFiles(parts.parquetProcess), now: Date.now });
  resources.own(registerExportRecords({ ...parts, exports }));
  const copies = new Copies({ ...parts, state: parts.transferState, now: Date.now });
  resources.own(registerCopy({ ...parts, copies, creation: new IndexCreation(parts) }));
}

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

function createUsageMeter(context: vscode.ExtensionContext, log: Log): UsageMeter {
  return new UsageMeter({
    store: new UsageFolder(path.join(context.globalStorageUri.fsPath, 'usage'), randomUUID()),
    budgets: new MementoStateStore(context.globalState, log),
    now: Date.now,
  });
}

function createJournal({ globalStorageUri }: vscode.ExtensionContext): WriteJournal {
  const folder = path.join(globalStorageUri.fsPath, 'journal');
  return new JournalFolder({
    folder,
    now: Date.now,
    newId: randomUUID,
    pid: process.pid,
    isRunning: isAlive,
  });
}

type EditorParts = SharedParts & UndoDeps & { readonly log: Log };

/** Registers notebook, map, records view, the documents of records, and the history of writes. */
function registerEditors(
  parts: EditorParts,
  context: vscode.ExtensionContext,
  resources: Disposables,
): void {
  const { extensionUri, globalStorageUri, storageUri = globalStorageUri } = context;
  const state = new MementoStateStore(context.workspaceState, parts.log);
  const notebooks = resources.own(createOpenNotebooks(parts));
  const shared = { ...parts, extensionUri, notebooks };
  resources.own(registerNotebook(shared));
  resources.own(registerMap({ ...shared, views: new MapViewStore(state) }));
  resources.own(registerRecords({ ...shared, columns: new ColumnStore(state) }));
  const folder = vscode.Uri.joinPath(storageUri, 'studies');
  const calculate = calculateInThread(
    vscode.Uri.joinPath(extensionUri, 'dist', 'statistics.js').fsPath,
  );
  resources.own(registerStudies({ ...parts, calculate, extensionUri, folder }));
  const draftFolder = vscode.Uri.joinPath(storageUri, 'drafts');
  resources.own(registerRecordFiles({ ...parts, draftFolder }));
  resources.own(registerUndo(parts));
}

type TwinOpener = (signal: AbortSignal) => Promise<TwinClient>;

function createTwinOpener(engine: EngineLauncher, log: Log, fetch: Fetch): TwinOpener {
  return async (signal) =>
    createTwinClient({ endpoint: await engine.endpoint(signal), log, fetch });
}

function createPullDeps(
  parts: Pick<TransferParts, 'environments' | 'catalog' | 'connections'>,
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

function createEngine(
  context: vscode.ExtensionContext,
  dataFolder: string,
  log: vscode.LogOutputChannel,
): EngineLauncher {
  return new EngineLauncher({
    enginePath: context.asAbsolutePath('dist/engine.js'),
    samplesFolder: context.asAbsolutePath('media/samples'),
    modelsFolder: context.asAbsolutePath('media/models'),
    dataFolder,
    idleMinutes: vscode.workspace
      .getConfiguration(settings.section)
      .get<number>(settings.engineIdleMinutes, 15),
    log,
  });
}

function versionOf({ extension }: vscode.ExtensionContext): string {
  const { version } = extension.packageJSON as { version: string };
  return version;
}

function engineDataFolder(context: vscode.ExtensionContext): string {
  const folder = vscode.workspace
    .getConfiguration(settings.section)
    .get<string>(settings.engineDataFolder, '')
    .trim();
  return folder === '' ? path.join(context.globalStorageUri.fsPath, 'engine') : folder;
}

async function isEmpty(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.length === 0;
}
