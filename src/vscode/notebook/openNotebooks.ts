import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { NotebookSession } from '../../services/notebookSession.ts';
import type { QueryRunner } from '../../services/queryRunner.ts';
import { viewTypes } from '../ids.ts';
import { OpenNotebook } from './openNotebook.ts';

/** The notebooks that are open, each once however many views show it; results last as long as the text is open. */
export class OpenNotebooks implements Disposable {
  readonly #runner: QueryRunner;
  readonly #resources = new Disposables();
  readonly #notebooks = new Map<string, OpenNotebook>();

  constructor(runner: QueryRunner) {
    this.#runner = runner;
    this.#resources.own(
      vscode.workspace.onDidChangeTextDocument(({ document }) =>
        this.#notebooks.get(document.uri.toString())?.refresh(),
      ),
    );
    this.#resources.own(
      vscode.workspace.onDidCloseTextDocument((document) => {
        // A change of language closes and opens a text at once.
        if (!vscode.workspace.textDocuments.includes(document)) this.#close(document);
      }),
    );
  }

  open(document: vscode.TextDocument): OpenNotebook {
    const key = document.uri.toString();
    const open = this.#notebooks.get(key);
    if (open?.document === document) return open;
    open?.dispose();
    const notebook = new OpenNotebook(document, new NotebookSession(this.#runner, Date.now));
    this.#notebooks.set(key, notebook);
    return notebook;
  }

  /** The notebook of the active editor. */
  active(): OpenNotebook | undefined {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    if (!(input instanceof vscode.TabInputCustom) || input.viewType !== viewTypes.notebook)
      return undefined;
    return this.#notebooks.get(input.uri.toString());
  }

  dispose(): void {
    this.#resources.dispose();
    for (const notebook of this.#notebooks.values()) notebook.dispose();
    this.#notebooks.clear();
  }

  #close({ uri }: vscode.TextDocument): void {
    this.#notebooks.get(uri.toString())?.dispose();
    this.#notebooks.delete(uri.toString());
  }
}
