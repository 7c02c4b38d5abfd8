import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type * as vscode from 'vscode';
import type { Disposables } from '../common/disposables.ts';
import type { Log } from '../common/log.ts';
import type { EngineLauncher } from '../local/engineLauncher.ts';
import { RequestShares } from '../local/requestShares.ts';
import { UsageFolder } from '../local/usageFolder.ts';
import type { Fetch } from '../pinecone/proxyAwareFetch.ts';
import { Connections, type Connectors } from '../services/environments/connections.ts';
import { Environments } from '../services/environments/environments.ts';
import { RequestPacing } from '../services/environments/requestPacing.ts';
import { UsageMeter } from '../services/usage/usageMeter.ts';
import { WriteAccess } from '../services/writes/writeAccess.ts';
import { KeyAccess } from '../vscode/keys/keyAccess.ts';
import { SecretKeyStore } from '../vscode/secretStore.ts';
import { SettingsDescriptorStore } from '../vscode/settingsStore.ts';
import { MementoStateStore } from '../vscode/stateStore.ts';
import { createConnectors, tryKeyWith } from './clients.ts';
import { createEngine } from './localEngine.ts';

export type AccessParts = {
  readonly connectors: Connectors;
  readonly environments: Environments;
  readonly engine: EngineLauncher;
  readonly keyAccess: KeyAccess;
  readonly writeAccess: WriteAccess;
  readonly usage: UsageMeter;
  readonly connections: Connections;
};

/** Creates what reaches the services: environments, their keys and locks, the engine, and the clients. */
export function createAccess(
  context: vscode.ExtensionContext,
  log: Log,
  fetch: Fetch,
  resources: Disposables,
): AccessParts {
  const { secrets, globalStorageUri } = context;
  const connectors = createConnectors(log, fetch);
  const tryKey = tryKeyWith(connectors);
  const environments = resources.own(
    new Environments({
      descriptors: resources.own(new SettingsDescriptorStore()),
      keys: resources.own(new SecretKeyStore(secrets)),
      newId: randomUUID,
      tryKey,
    }),
  );
  const engine = resources.own(createEngine(context, log));
  const state = new MementoStateStore(context.globalState, log);
  const keyAccess = resources.own(new KeyAccess({ environments, secrets, state, tryKey }));
  const writeAccess = resources.own(new WriteAccess(Date.now));
  const usage = resources.own(createUsageMeter(context, log));
  const pacing = new RequestPacing(Date.now, new RequestShares(globalStorageUri.fsPath));
  const reach = { connectors, environments, engine, writeAccess, usage };
  const connections = new Connections({ ...reach, keyUse: keyAccess.use, pacing });
  return { ...reach, keyAccess, connections };
}

function createUsageMeter(context: vscode.ExtensionContext, log: Log): UsageMeter {
  return new UsageMeter({
    store: new UsageFolder(path.join(context.globalStorageUri.fsPath, 'usage'), randomUUID()),
    budgets: new MementoStateStore(context.globalState, log),
    now: Date.now,
  });
}
