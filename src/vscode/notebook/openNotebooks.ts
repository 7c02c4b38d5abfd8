import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure } from '../../common/failure.ts';
import type { Binding, Problem } from '../../model/notebook/cell.ts';
import { CellIdentities } from '../../model/notebook/cellIdentities.ts';
import type { KnownEnvironments } from '../../model/notebook/environmentNameResolver.ts';
import type { Appearance } from '../../protocol/recordPane.ts';
import type { CellRunner } from '../../services/notebook/cellRunner.ts';
import { NotebookMaps, type NotebookMapDeps } from '../../services/notebook/notebookMaps.ts';
import { NotebookRuns } from '../../services/notebook/notebookRuns.ts';
import { viewTypes } from '../ids.ts';
import type { ResultKeeper } from './kept/resultKeeper.ts';
import { OpenNotebook } from './openNotebook.ts';

/**
 * Manages the open notebooks, one for each document regardless of its views. The keeper brings back their results when
 * they are opened again.
 */
export class OpenNotebooks implements Disposable {
  readonly #cells: CellRunner;
  readonly #mapPorts: NotebookMapDeps;
  readonly #environments: NotebookEnvironments;
  readonly #keeper: ResultKeeper | undefined;
  readonly #resources = new Disposables();
  readonly #notebooks = new Map<string, OpenNotebook>();
  readonly #parting = new Set<OpenNotebook>();
  readonly #ran = this.#resources.own(new Emitter<vscode.TextDocument>());
  /** Fires with the document whose runs have changed. */
  readonly onDidChangeRun: Event<vscode.TextDocument> = this.#ran.event;

  /** Without a keeper, results last as long as their notebook is open. */
  constructor(
    cells: CellRunner,
    mapPorts: NotebookMapDeps,
    environments: NotebookEnvironments,
    keeper?: ResultKeeper,
  ) {
    this.#cells = cells;
    this.#keeper = keeper;
    this.#environments = environments;
    this.#mapPorts = mapPorts;
    this.#resources.own(
      environments.onDidChange(() => {
        for (const notebook of this.#notebooks.values()) notebook.renameEnvironments();
      }),
    );
    this.#resources.own(
      vscode.workspace.onDidChangeTextDocument(({ document }) =>
        this.#notebooks.get(document.uri.toString())?.refresh(),
      ),
    );
    this.#resources.own(
      vscode.workspace.onWillSaveTextDocument((event) => {
        const notebook = this.#notebooks.get(event.document.uri.toString());
        if (notebook) event.waitUntil(notebook.settle());
      }),
    );
    this.#resources.own(
      vscode.workspace.onDidCloseTextDocument((document) => {
        // A change of language closes and opens a document at once.
        if (!vscode.workspace.textDocuments.includes(document)) this.#close(document);
      }),
    );
  }

  open(document: vscode.TextDocument): OpenNotebook {
    const key = document.uri.toString();
    const open = this.#notebooks.get(key);
    if (open?.document === document) return open;
    open?.dispose();
    const notebook = this.#takeUnsaved(document) ?? this.#create(document);
    this.#notebooks.set(key, notebook);
    void this.#keeper?.open(notebook);
    notebook.session.onDidChangeRun(({ run }) => {
      if (run?.state === 'done') this.#ran.fire(notebook.document);
    });
    return notebook;
  }

  /** Returns the notebook of the active editor. */
  active(): OpenNotebook | undefined {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    if (!(input instanceof vscode.TabInputCustom) || input.viewType !== viewTypes.notebook)
      return undefined;
    return this.#notebooks.get(input.uri.toString());
  }

  /** Returns the hits of all open notebooks that are this record. */
  appearances(place: Binding, id: string): Appearance[] {
    return [...this.#notebooks.values()].flatMap((notebook) => notebook.appearances(place, id));
  }

  /** Opens the notebook and focuses the cell. */
  async reveal({ notebook: uri, cellId }: Pick<Appearance, 'notebook' | 'cellId'>): Promise<void> {
    // A view may send any address: only notebooks that are open are shown.
    const notebook = this.#notebooks.get(uri);
    if (notebook === undefined)
      throw new Failure('notFound', vscode.l10n.t('The notebook is no longer open'));
    await vscode.commands.executeCommand(
      'vscode.openWith',
      notebook.document.uri,
      viewTypes.notebook,
    );
    notebook.reveal(cellId);
  }

  /** Returns the assertions of a notebook that its latest runs did not meet. */
  unmetAssertions(document: vscode.TextDocument): readonly Problem[] {
    const notebook = this.#notebooks.get(document.uri.toString());
    return notebook?.document === document ? notebook.unmetAssertions() : [];
  }

  /** Removes the results of all open notebooks. */
  clearResults(): void {
    for (const { session } of this.#notebooks.values()) session.clear();
  }

  dispose(): void {
    this.#resources.dispose();
    for (const notebook of this.#notebooks.values()) this.#keeper?.close(notebook);
    for (const notebook of [...this.#notebooks.values(), ...this.#parting]) notebook.dispose();
    this.#notebooks.clear();
    this.#parting.clear();
  }

  #create(document: vscode.TextDocument): OpenNotebook {
    const maps = new NotebookMaps(this.#mapPorts);
    const session = new NotebookRuns(
      (cell, notebook, signal) =>
        cell.kind === 'map'
          ? maps.run(cell, notebook.binding, signal)
          : this.#cells.run(cell, notebook, signal),
      Date.now,
    );
    return new OpenNotebook(document, {
      session,
      maps,
      cells: this.#cells,
      identities: new CellIdentities(),
      environments: this.#environments,
      id: randomUUID(),
    });
  }

  /** Moves the results along when saving closes an unsaved notebook and opens its file. */
  #takeUnsaved(document: vscode.TextDocument): OpenNotebook | undefined {
    const unsaved = [...this.#parting].find((one) => one.held(document.getText()));
    if (!unsaved) return undefined;
    this.#parting.delete(unsaved);
    return unsaved.moveTo(document);
  }

  #close(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    const notebook = this.#notebooks.get(key);
    this.#notebooks.delete(key);
    if (notebook) this.#keeper?.close(notebook);
    if (!document.isUntitled || !notebook) {
      notebook?.dispose();
      return;
    }
    this.#parting.add(notebook);
    setTimeout(() => {
      this.#parting.delete(notebook);
      notebook.dispose();
    }, partingMs);
  }
}

export type NotebookEnvironments = KnownEnvironments & { readonly onDidChange: Event<void> };

/** The open notebooks as other views see them. */
export type ShownNotebooks = Pick<OpenNotebooks, 'appearances' | 'reveal'>;

/** How long the results of a closed unsaved notebook wait for the file it is saved to. */
const partingMs = 2000;
