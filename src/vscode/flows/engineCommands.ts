import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { localEnvironment } from '../../model/environment.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import { registerCommand } from '../commands.ts';
import { commands, settings } from '../ids.ts';
import type { Report } from '../report.ts';
import { withProgress } from './withProgress.ts';

/** Registers the commands for the engine (restart, logs), and offers a restart when its settings change. */
export function registerEngineCommands(deps: EngineCommandDeps): Disposable {
  const { restartEngine, engineLogFile, catalog, log } = deps;
  const report: Report = (error, context) =>
    deps.report(error, { ...context, environment: localEnvironment });
  const resources = new Disposables();
  const restart = async (): Promise<void> => {
    await withProgress(vscode.l10n.t('Restarting the engine'), restartEngine);
    catalog.invalidate(localEnvironment.id);
  };
  resources.own(registerCommand(commands.restartEngine, restart, report));
  const showEngineLog = async (): Promise<void> => openLog(engineLogFile);
  resources.own(registerCommand(commands.showEngineLog, showEngineLog, report));
  resources.own(registerCommand(commands.showLog, async () => log.show(), report));
  resources.own(
    vscode.workspace.onDidChangeConfiguration((change) => {
      const isEngines = change.affectsConfiguration(`${settings.section}.engine`);
      if (isEngines) void offerReload().catch(report);
    }),
  );
  return resources;
}

export type EngineCommandDeps = {
  readonly restartEngine: (signal: AbortSignal) => Promise<unknown>;
  /** The engine's own log file. */
  readonly engineLogFile: string;
  readonly catalog: Pick<Catalog, 'invalidate'>;
  readonly log: Pick<vscode.LogOutputChannel, 'show'>;
  readonly report: Report;
};

async function openLog(file: string): Promise<void> {
  const uri = vscode.Uri.file(file);
  try {
    await vscode.workspace.fs.stat(uri);
  } catch (error) {
    const message = vscode.l10n.t('There is no log yet: the engine has not run on this machine');
    throw new Failure('notFound', message, { cause: error });
  }
  await vscode.window.showTextDocument(uri, { preview: true });
}

async function offerReload(): Promise<void> {
  const button = vscode.l10n.t('Reload Window');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('The engine settings take effect after the window is reloaded.'),
    button,
  );
  if (answer === button) await vscode.commands.executeCommand('workbench.action.reloadWindow');
}
