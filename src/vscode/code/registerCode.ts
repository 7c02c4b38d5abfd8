import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import type { Event } from '../../common/emitter.ts';
import { CodeLenses } from './codeLenses.ts';
import { CodeFixes, problemsOf } from './codeProblems.ts';
import { KnownIndexes, type KnownIndexesDeps } from './knownIndexes.ts';
import { codeOf, programLanguages } from './programs.ts';

/** Registers what is shown in the user's own programs: where their indexes are, and what is wrong. Requests nothing. */
export function registerCode({ environments, catalog }: CodeDeps): Disposable {
  const resources = new Disposables();
  const indexes = new KnownIndexes({ environments, catalog });
  const changed = resources.own(new vscode.EventEmitter<void>());
  const lenses = new CodeLenses(indexes, changed.event);
  const fixKinds = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
  resources.own(vscode.languages.registerCodeLensProvider(programLanguages, lenses));
  resources.own(vscode.languages.registerHoverProvider(programLanguages, lenses));
  resources.own(
    vscode.languages.registerCodeActionsProvider(programLanguages, new CodeFixes(), fixKinds),
  );
  const checks = resources.own(new ProgramChecks(indexes));
  const checkAll = (): void => {
    changed.fire();
    checks.checkAll();
  };
  resources.own(environments.onDidChange(checkAll));
  resources.own(catalog.onDidChange(checkAll));
  checks.checkAll();
  return resources;
}

export type CodeDeps = {
  readonly environments: KnownIndexesDeps['environments'] & { readonly onDidChange: Event<void> };
  readonly catalog: KnownIndexesDeps['catalog'] & { readonly onDidChange: Event<void> };
};

/** Time after the last change in which a program is checked again. */
const checkDelayMs = 400;

/** Keeps the problems of open programs up to date. */
class ProgramChecks implements Disposable {
  readonly #indexes: KnownIndexes;
  readonly #resources = new Disposables();
  readonly #problems = this.#resources.own(
    vscode.languages.createDiagnosticCollection('vectorscope.code'),
  );
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(indexes: KnownIndexes) {
    this.#indexes = indexes;
    const { workspace } = vscode;
    this.#resources.own(workspace.onDidOpenTextDocument((document) => this.#check(document)));
    this.#resources.own(
      workspace.onDidChangeTextDocument(({ document }) => {
        if (programLanguages.includes(document.languageId)) this.checkAll();
      }),
    );
    this.#resources.own(workspace.onDidCloseTextDocument(({ uri }) => this.#problems.delete(uri)));
    this.#resources.own({ dispose: () => clearTimeout(this.#timer) });
  }

  /** Checks all open programs soon. */
  checkAll(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const document of vscode.workspace.textDocuments) this.#check(document);
    }, checkDelayMs);
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #check(document: vscode.TextDocument): void {
    const code = codeOf(document);
    if (code === undefined) return;
    const problems = problemsOf(document, code, this.#indexes);
    // Most programs have nothing to do with Pinecone: nothing is sent to the window for them.
    if (problems.length > 0 || this.#problems.has(document.uri))
      this.#problems.set(document.uri, problems);
  }
}
