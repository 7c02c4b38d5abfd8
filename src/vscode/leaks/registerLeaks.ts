import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import type { OwnerOf } from '../../model/keys/findLeaks.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { registerCommand } from '../commands.ts';
import { withProgress } from '../flows/withProgress.ts';
import { commands, settings } from '../ids.ts';
import type { Report } from '../report.ts';
import { ignoreFile } from './ignoreFile.ts';
import { LeakActions } from './leakActions.ts';
import { LeakMarks } from './leakMarks.ts';
import { LeakSearch, type WorkspaceLeaks } from './leakSearch.ts';
import { moveKey, type KeyPlace } from './moveKey.ts';

/** Registers the search for keys in files, on request and on save, and what can be done about them. */
export function registerLeaks(deps: LeakDeps): Disposable {
  const resources = new Disposables();
  const marks = resources.own(new LeakMarks(deps.environments));
  const search = new LeakSearch({ marks, ownerOf: deps.ownerOf });
  const check = (document: vscode.TextDocument): void =>
    void search.document(document).catch(deps.report);
  resources.own(
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (isSearchedOnSave(document)) check(document);
    }),
  );
  resources.own(
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (marks.at(document.uri).length > 0) check(document);
    }),
  );
  resources.own(
    vscode.languages.registerCodeActionsProvider('*', new LeakActions(), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
  const find = async (): Promise<void> => findLeakedKeys(search);
  const move = async (argument: unknown): Promise<void> => moveKey(deps, placeFor(marks, argument));
  const ignore = async (argument: unknown): Promise<void> => ignoreFile(fileFor(argument));
  resources.own(registerCommand(commands.findLeakedKeys, find, deps.report));
  resources.own(registerCommand(commands.moveKeyToSecretStorage, move, deps.report));
  resources.own(registerCommand(commands.ignoreFile, ignore, deps.report));
  return resources;
}

export type LeakDeps = {
  readonly environments: Environments;
  /** Recognizes stored keys. */
  readonly ownerOf: () => Promise<OwnerOf>;
  readonly report: Report;
};

/** Larger documents are searched on request only. */
const maxSavedLength = 5_000_000;

function isSearchedOnSave(document: vscode.TextDocument): boolean {
  const isInWorkspace = vscode.workspace.getWorkspaceFolder(document.uri) !== undefined;
  const isWanted = vscode.workspace
    .getConfiguration(settings.section, document.uri)
    .get<boolean>(settings.searchOnSave, true);
  return isInWorkspace && isWanted && document.getText().length <= maxSavedLength;
}

async function findLeakedKeys(search: LeakSearch): Promise<void> {
  if ((vscode.workspace.workspaceFolders ?? []).length === 0)
    throw new Failure('badInput', vscode.l10n.t('Open a folder first: its files are searched'));
  const found = await withProgress(
    vscode.l10n.t('Searching for keys in files'),
    (signal, progress) => search.workspace(signal, progress),
  );
  void showResult(found);
}

async function showResult(found: WorkspaceLeaks): Promise<void> {
  const unread = [
    ...(found.unreadableCount === 0
      ? []
      : [vscode.l10n.t('Files that could not be read: {0}.', found.unreadableCount)]),
    ...(found.isPartial
      ? [vscode.l10n.t('The workspace has more files, which were not searched.')]
      : []),
  ];
  if (found.keyCount === 0) {
    const text = vscode.l10n.t('No key in {0} files.', found.fileCount.toLocaleString('en'));
    void vscode.window.showInformationMessage([text, ...unread].join(' '));
    return;
  }
  const button = vscode.l10n.t('Show Problems');
  const text = vscode.l10n.t(
    'Keys found: {0}, in {1} of {2} files.',
    found.keyCount,
    found.files.length,
    found.fileCount.toLocaleString('en'),
  );
  const answer = await vscode.window.showWarningMessage([text, ...unread].join(' '), button);
  if (answer === button) await vscode.commands.executeCommand('workbench.actions.view.problems');
}

/** Returns the place that a quick fix names, else the marked key at the cursor or the first one of the active file. */
function placeFor(marks: LeakMarks, argument: unknown): KeyPlace {
  if (isPlace(argument)) return argument;
  const editor = vscode.window.activeTextEditor;
  const found = editor === undefined ? [] : marks.at(editor.document.uri);
  const mark = found.find(({ range }) => editor?.selection.intersection(range)) ?? found[0];
  if (editor === undefined || mark === undefined)
    throw new Failure(
      'badInput',
      vscode.l10n.t('No key is marked in the open file; run “Find Leaked Keys” first'),
    );
  return { uri: editor.document.uri, range: mark.range };
}

function fileFor(argument: unknown): vscode.Uri {
  const isGiven = typeof argument === 'object' && argument !== null && 'uri' in argument;
  if (isGiven && argument.uri instanceof vscode.Uri) return argument.uri;
  const uri = argument instanceof vscode.Uri ? argument : undefined;
  const file = uri ?? vscode.window.activeTextEditor?.document.uri;
  if (file === undefined) throw new Failure('badInput', vscode.l10n.t('Open the file first'));
  return file;
}

function isPlace(argument: unknown): argument is KeyPlace {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'uri' in argument &&
    argument.uri instanceof vscode.Uri &&
    'range' in argument &&
    argument.range instanceof vscode.Range
  );
}
