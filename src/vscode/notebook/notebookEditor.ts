import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import type { Embeddings } from '../../services/embedding/embeddings.ts';
import { CellRunner } from '../../services/notebook/cellRunner.ts';
import type { HistoryStore } from '../../services/notebook/kept/runHistory.ts';
import { registerCommand } from '../commands.ts';
import { commands, viewTypes } from '../ids.ts';
import type { Report } from '../report.ts';
import type { Judge } from '../studies/judging/judge.ts';
import { webviewOptions, webviewPage } from '../webview/page.ts';
import { addMapCell } from './addMapCell.ts';
import type { ResultKeeper } from './kept/resultKeeper.ts';
import { showRunHistory } from './kept/showRunHistory.ts';
import { registerNotebookLanguage } from './language/notebookLanguage.ts';
import { newNotebook, newQueryNotebook, type NewNotebookDeps } from './newNotebook.ts';
import { registerNotebookDiagnostics } from './notebookDiagnostics.ts';
import { openSampleNotebook } from './openSampleNotebook.ts';
import { connectNotebookView } from './notebookView.ts';
import { updateEnvironmentNames } from './updateEnvironmentNames.ts';
import { OpenNotebooks } from './openNotebooks.ts';

export type NotebookDeps = NewNotebookDeps & {
  readonly embeddings: Embeddings;
  readonly notebooks: OpenNotebooks;
  readonly judge: Judge;
  readonly history: HistoryStore;
  readonly extensionUri: vscode.Uri;
  readonly report: Report;
};

/** Creates the open notebooks, which run their cells through these services. */
export function createOpenNotebooks(
  deps: Omit<NotebookDeps, 'notebooks' | 'judge' | 'extensionUri' | 'history'>,
  keeper: ResultKeeper,
): OpenNotebooks {
  const runnerDeps = { ...deps, now: () => performance.now() };
  return new OpenNotebooks(new CellRunner(runnerDeps), runnerDeps, deps.environments, keeper);
}

/** Registers the notebook editor, its commands and its diagnostics. */
export function registerNotebook(deps: NotebookDeps): Disposable {
  const resources = new Disposables();
  const { notebooks } = deps;
  resources.own(
    vscode.window.registerCustomEditorProvider(
      viewTypes.notebook,
      {
        resolveCustomTextEditor: (document, panel) => resolveEditor(document, panel, deps),
      },
      { supportsMultipleEditorsPerDocument: true },
    ),
  );
  resources.own(registerNotebookDiagnostics(notebooks));
  resources.own(registerNotebookLanguage(deps));
  registerCommands(resources, notebooks, deps);
  return resources;
}

function resolveEditor(
  document: vscode.TextDocument,
  panel: vscode.WebviewPanel,
  deps: NotebookDeps,
): void {
  const { webview } = panel;
  const { extensionUri, notebooks } = deps;
  const title = document.uri.path.split('/').at(-1) ?? '';
  // Connects before the page loads, so that its first request gets a response.
  const view = connectNotebookView(panel, notebooks.open(document), deps);
  panel.onDidDispose(() => view.dispose());
  webview.options = webviewOptions(extensionUri);
  webview.html = webviewPage(webview, { extensionUri, title, view: 'notebook' });
}

function registerCommands(
  resources: Disposables,
  notebooks: OpenNotebooks,
  deps: NotebookDeps,
): void {
  const register = (id: string, run: (argument: unknown) => Promise<void>): void => {
    resources.own(registerCommand(id, run, deps.report));
  };
  register(commands.newNotebook, newNotebook);
  register(commands.queryIndex, (argument) => newQueryNotebook(deps, argument));
  register(commands.newMapCell, (argument) => addMapCell(notebooks, deps, argument));
  register(commands.updateEnvironmentNames, (argument) =>
    updateEnvironmentNames(deps.environments, argument),
  );
  register(commands.openSampleNotebook, () => openSampleNotebook(deps));
  register(commands.runHistory, () => showRunHistory(deps.history, notebooks));
  register(commands.openAsText, async (argument) => {
    const uri = argument instanceof vscode.Uri ? argument : activeNotebook(notebooks).document.uri;
    await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
  });
  register(commands.openAsNotebook, async (argument) => {
    const uri = argument instanceof vscode.Uri ? argument : activeText();
    await vscode.commands.executeCommand('vscode.openWith', uri, viewTypes.notebook);
  });
  register(commands.runAll, () => activeNotebook(notebooks).runAll());
}

function activeText(): vscode.Uri {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId === 'vecnb') return document.uri;
  throw new Failure('badInput', vscode.l10n.t('Open the text of a notebook (.vecnb) first'));
}

function activeNotebook(
  notebooks: OpenNotebooks,
): NonNullable<ReturnType<OpenNotebooks['active']>> {
  const notebook = notebooks.active();
  if (notebook) return notebook;
  throw new Failure('badInput', vscode.l10n.t('Open a notebook (.vecnb) first'));
}
