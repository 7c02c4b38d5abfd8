import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../common/log.ts';
import { EngineLauncher } from '../local/engineLauncher.ts';
import type { Catalog } from '../services/catalog/catalog.ts';
import { EngineWatcher, type EngineWatcherDeps } from '../services/catalog/engineWatcher.ts';
import type { Connectors } from '../services/environments/connections.ts';
import { settings } from '../vscode/ids.ts';

/** Creates what starts the engine or joins a running one. Starts nothing itself. */
export function createEngine(context: vscode.ExtensionContext, log: Log): EngineLauncher {
  return new EngineLauncher({
    enginePath: context.asAbsolutePath('dist/engine.js'),
    samplesFolder: context.asAbsolutePath('media/samples'),
    modelsFolder: context.asAbsolutePath('media/models'),
    dataFolder: engineDataFolder(context),
    idleMinutes: vscode.workspace
      .getConfiguration(settings.section)
      .get<number>(settings.engineIdleMinutes, 15),
    log,
  });
}

/** Creates what follows the engine's events and updates the catalog. */
export function createEngineWatcher(
  engine: EngineLauncher,
  connectors: Connectors,
  catalog: Catalog,
): EngineWatcher {
  const follow: EngineWatcherDeps['follow'] = (endpoint, signal) =>
    connectors.engine(endpoint).events(signal);
  return new EngineWatcher({ engine, follow, catalog });
}

/** Whether the engine's data folder is empty or missing. */
export async function isEngineUnused(context: vscode.ExtensionContext): Promise<boolean> {
  const names = await readdir(engineDataFolder(context)).catch(() => []);
  return names.length === 0;
}

function engineDataFolder(context: vscode.ExtensionContext): string {
  const folder = vscode.workspace
    .getConfiguration(settings.section)
    .get<string>(settings.engineDataFolder, '')
    .trim();
  return folder === '' ? path.join(context.globalStorageUri.fsPath, 'engine') : folder;
}
