import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import type { Event } from '../../common/emitter.ts';
import type { Problem } from '../../model/notebook/cell.ts';
import { notebookProblems } from '../../services/notebook/notebookProblems.ts';

/** Registers the diagnostics of all open notebooks, in the notebook editor or as text. */
export function registerNotebookDiagnostics(runs: RunProblems): Disposable {
  const resources = new Disposables();
  const diagnostics = resources.own(vscode.languages.createDiagnosticCollection('vecnb'));
  const check = (document: vscode.TextDocument): void => {
    if (!isNotebook(document)) return;
    const problems = [...notebookProblems(document.getText()), ...runs.unmetAssertions(document)];
    diagnostics.set(document.uri, problems.map(diagnosticOf));
  };
  resources.own(vscode.workspace.onDidOpenTextDocument(check));
  resources.own(vscode.workspace.onDidChangeTextDocument(({ document }) => check(document)));
  resources.own(vscode.workspace.onDidCloseTextDocument(({ uri }) => diagnostics.delete(uri)));
  resources.own(runs.onDidChangeRun(check));
  vscode.workspace.textDocuments.forEach(check);
  return resources;
}

/** What the runs of open notebooks found. */
export type RunProblems = {
  /** Fires with the document whose runs have changed. */
  readonly onDidChangeRun: Event<vscode.TextDocument>;
  /** Returns the assertions of the document that its latest runs did not meet. */
  unmetAssertions(document: vscode.TextDocument): readonly Problem[];
};

/** Excludes the read-only side of a diff. */
function isNotebook({ uri, fileName }: vscode.TextDocument): boolean {
  return fileName.endsWith('.vecnb') && uri.scheme !== 'git';
}

function diagnosticOf({ line, start, end, message, isNote = false }: Problem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(line, start, line, end),
    message,
    isNote ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Error,
  );
  diagnostic.source = 'Vectorscope';
  return diagnostic;
}
