import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { notebookProblems } from '../../services/notebook/notebookProblems.ts';

/** Registers the diagnostics of all open notebooks, in the notebook editor or as text. */
export function registerNotebookDiagnostics(): Disposable {
  const resources = new Disposables();
  const diagnostics = resources.own(vscode.languages.createDiagnosticCollection('vecnb'));
  const check = (document: vscode.TextDocument): void => {
    if (isNotebook(document))
      diagnostics.set(document.uri, notebookProblems(document.getText()).map(diagnosticOf));
  };
  resources.own(vscode.workspace.onDidOpenTextDocument(check));
  resources.own(vscode.workspace.onDidChangeTextDocument(({ document }) => check(document)));
  resources.own(vscode.workspace.onDidCloseTextDocument(({ uri }) => diagnostics.delete(uri)));
  vscode.workspace.textDocuments.forEach(check);
  return resources;
}

/** Excludes the read-only side of a diff. */
function isNotebook({ uri, fileName }: vscode.TextDocument): boolean {
  return fileName.endsWith('.vecnb') && uri.scheme !== 'git';
}

function diagnosticOf({
  line,
  start,
  end,
  message,
  isNote = false,
}: ReturnType<typeof notebookProblems>[number]): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(line, start, line, end),
    message,
    isNote ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Error,
  );
  diagnostic.source = 'Vectorscope';
  return diagnostic;
}
