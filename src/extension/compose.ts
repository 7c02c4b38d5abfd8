import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type * as vscode from 'vscode';
import { Disposables } from '../common/disposables.ts';
import type { Log } from '../common/log.ts';
import { createEndpointClient } from '../embedding/endpointClient.ts';
import { isAlive } from '../local/engineAddress.ts';
import { JournalFolder } from '../local/journalFolder.ts';
import { localEnvironment } from '../model/environment.ts';
import { failureReportingFetch } from '../pinecone/failureReportingFetch.ts';
import { ProxyAwareFetch } from '../pinecone/proxyAwareFetch.ts';
import { Backups } from '../services/catalog/backups.ts';
import { Catalog } from '../services/catalog/catalog.ts';
import { RecentFailures } from '../services/diagnostics/recentFailures.ts';
import type { Embeddings } from '../services/embedding/embeddings.ts';
import type { Connections } from '../services/environments/connections.ts';
import type { Environments } from '../services/environments/environments.ts';
import { Pulls } from '../services/transfer/pull.ts';
import { RecordWrites } from '../services/writes/recordWrites.ts';
import { registerCopyDiagnostics } from '../vscode/copyDiagnostics.ts';
import { registerModels } from '../vscode/embedding/registerModels.ts';
import type { SettingsKeys } from '../vscode/exposedKeys/settingsKeys.ts';
import { registerBackupCommands } from '../vscode/flows/backupCommands.ts';
import { registerEngineCommands } from '../vscode/flows/engineCommands.ts';
import { registerEnvironmentCommands } from '../vscode/flows/environmentCommands.ts';
import { createReport } from '../vscode/report.ts';
import { MementoStateStore } from '../vscode/stateStore.ts';
import type { IndexTree } from '../vscode/tree/indexTree.ts';
import { registerTree } from '../vscode/tree/registerTree.ts';
import { registerUsage } from '../vscode/usage/registerUsage.ts';
import { registerWriteCommands } from '../vscode/writes/writeCommands.ts';
import { createAccess } from './access.ts';
import { createTwinOpener } from './clients.ts';
import { registerEditors } from './editors.ts';
import { registerKeyParts } from './keys.ts';
import { createEngineWatcher, isEngineUnused } from './localEngine.ts';
import { pullDeps, registerTransfers } from './transfers.ts';

/** Puts the objects together and registers them. The context disposes of all of them. */
export function compose(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Parts {
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
  const state = new MementoStateStore(context.globalState, log);
  const models = registerModels(base, context, createEndpointClient(fetch), state);
  const { embeddings } = resources.own(models);
  const shared = { ...base, embeddings, log };
  const keys = registerKeyParts(context, { ...shared, ...access, fetch }, resources);
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
  const pulls = new Pulls(pullDeps(shared, openTwins));
  const watch = resources.own(createEngineWatcher(engine, connectors, catalog));
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
      isLocalUnused: () => isEngineUnused(context),
    },
    resources,
  );
  resources.own(registerUsage(shared));
  resources.own(registerBackupCommands({ ...shared, backups }));
  registerTransfers(context, { ...shared, journal, pulls, openTwins }, resources);
  const isLocalUnused = (): Promise<boolean> => isEngineUnused(context);
  registerEditors(context, { ...shared, ...writing, isLocalUnused }, resources);
  return { environments, catalog, connections, embeddings, tree, exposedKeys, context };
}

/** The objects that tests reach. */
export type Parts = {
  readonly environments: Environments;
  readonly catalog: Catalog;
  readonly connections: Connections;
  readonly embeddings: Embeddings;
  readonly tree: IndexTree;
  readonly exposedKeys: SettingsKeys;
  readonly context: vscode.ExtensionContext;
};

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

function createJournal({ globalStorageUri }: vscode.ExtensionContext): JournalFolder {
  return new JournalFolder({
    folder: path.join(globalStorageUri.fsPath, 'journal'),
    now: Date.now,
    newId: randomUUID,
    pid: process.pid,
    isRunning: isAlive,
  });
}

function versionOf({ extension }: vscode.ExtensionContext): string {
  const { version } = extension.packageJSON as { version: string };
  return version;
}
