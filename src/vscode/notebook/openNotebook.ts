import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure } from '../../common/failure.ts';
import type {
  Binding,
  Cell,
  Notebook,
  ParsedNotebook,
  Problem,
  QueryCell,
  RunnableCell,
} from '../../model/notebook/cell.ts';
import type { CellIdentities } from '../../model/notebook/cellIdentities.ts';
import { withEnvironmentIds } from '../../model/notebook/environmentIds.ts';
import {
  environmentNameResolver,
  type EnvironmentNameResolver,
  type KnownEnvironments,
} from '../../model/notebook/environmentNameResolver.ts';
import { editText } from '../../model/notebook/editText.ts';
import { editNotebook, type NotebookEdit } from '../../model/notebook/notebookEdit.ts';
import { parseNotebook } from '../../model/notebook/parseNotebook.ts';
import type { CellOutcome, NotebookEvents, NotebookState } from '../../protocol/notebook.ts';
import type { Appearance } from '../../protocol/recordPane.ts';
import { appearancesIn } from '../../services/notebook/appearances.ts';
import type { CellRunner } from '../../services/notebook/cellRunner.ts';
import type { PreparedQuery } from '../../services/queries/prepareQuery.ts';
import { assertionProblems } from '../../services/notebook/assertionProblems.ts';
import { effectiveBinding } from '../../services/queries/cellBinding.ts';
import type { NotebookMaps } from '../../services/notebook/notebookMaps.ts';
import type { NotebookRuns } from '../../services/notebook/notebookRuns.ts';
import { MapQuerySync } from '../../services/notebook/mapQuerySync.ts';

/** An open notebook: parses its text, runs its cells, and applies edits one after the other. */
export class OpenNotebook implements Disposable {
  readonly document: vscode.TextDocument;
  readonly #work: NotebookRuntime;
  readonly #resources = new Disposables();
  readonly #queries = new MapQuerySync();
  readonly #views = new Set<NotebookView>();
  readonly #changed = this.#resources.own(new Emitter<NotebookEvents['notebook.changed']>());
  readonly onDidChange: Event<NotebookEvents['notebook.changed']> = this.#changed.event;
  readonly #runningAll = this.#resources.own(new Emitter<NotebookEvents['notebook.running']>());
  readonly onDidChangeRunning: Event<NotebookEvents['notebook.running']> = this.#runningAll.event;
  readonly #revealed = this.#resources.own(new Emitter<NotebookEvents['cell.revealed']>());
  /** Fires when the views should scroll to a cell. */
  readonly onDidReveal: Event<NotebookEvents['cell.revealed']> = this.#revealed.event;
  #content = '';
  readonly #naming: EnvironmentNameResolver;
  #parsed: ParsedNotebook;
  #version: number;
  #lastEdit: Promise<unknown> = Promise.resolve();
  #hasMoved = false;
  #isRunningAll = false;

  constructor(document: vscode.TextDocument, work: NotebookRuntime) {
    this.document = document;
    this.#work = work;
    this.#version = document.version;
    this.#naming = environmentNameResolver(work.environments);
    this.#parsed = this.#parse();
    this.#resources.own(this.session.onDidChangeRun(() => this.#layQueries()));
    this.#resources.own(this.maps.onDidChange(() => this.#layQueries()));
  }

  get session(): NotebookRuns {
    return this.#work.session;
  }

  get maps(): NotebookMaps {
    return this.#work.maps;
  }

  /** Whether the notebook last held this text: VS Code empties an unsaved document before it closes it. */
  held(text: string): boolean {
    return this.#content === text;
  }

  /** Returns this notebook, with its results, for another document with the same text. Dispose this one then. */
  moveTo(document: vscode.TextDocument): OpenNotebook {
    this.#hasMoved = true;
    return new OpenNotebook(document, this.#work);
  }

  state(): NotebookState {
    this.refresh();
    return {
      version: this.#version,
      document: this.#parsed,
      runs: this.session.runs(),
      maps: Object.fromEntries(this.maps.all.map(({ cellId, id }) => [cellId, id])),
      isRunningAll: this.#isRunningAll,
      session: this.#work.id,
    };
  }

  /** Parses the text again if it has changed. */
  refresh(): void {
    if (this.document.version === this.#version) return;
    this.#version = this.document.version;
    this.#renew();
  }

  /** Parses the text again after environments were renamed. Results stay. */
  renameEnvironments(): void {
    const before = environmentsOf(this.#parsed);
    this.#renew();
    const after = environmentsOf(this.#parsed);
    before.forEach((name, at) => {
      const renamed = after[at];
      if (renamed !== undefined && renamed !== name) this.session.renameEnvironment(name, renamed);
    });
  }

  #renew(): void {
    this.#parsed = this.#parse();
    // Unparsable text does not remove cells.
    if (this.#parsed.isValid) this.#retain();
    this.#layQueries();
    this.#changed.fire({ version: this.#version, document: this.#parsed });
  }

  /** Adds the view to those that `settle` waits for, until the result is disposed. */
  addView(view: NotebookView): Disposable {
    this.#views.add(view);
    return { dispose: () => void this.#views.delete(view) };
  }

  /** Waits up to a second until pending edits of the views are in the text. Never rejects. */
  async settle(): Promise<void> {
    const patience = AbortSignal.timeout(settleMs);
    await Promise.allSettled([...this.#views].map((view) => view.flush(patience)));
    await this.#lastEdit;
  }

  /** Applies one undoable edit to the latest text. Throws `badInput` if the text is not a valid notebook. */
  edit(edit: NotebookEdit): Promise<void> {
    const done = this.#lastEdit.then(() => this.#edit(edit));
    this.#lastEdit = done.catch(() => undefined);
    return done;
  }

  /** Inserts a new cell below another one, or at the end, reveals it, and returns it if it can run. */
  async insertBelow(cellId: string | undefined, cell: Cell): Promise<RunnableCell | undefined> {
    await this.settle();
    const { cells } = this.#notebook();
    const place = cells.findIndex(({ id }) => id === cellId);
    const at = place < 0 ? cells.length : place + 1;
    await this.edit({ edit: 'insertCell', cell: { ...cell, id: '' }, at });
    const inserted = this.#notebook().cells[at];
    if (inserted) this.reveal(inserted.id);
    return inserted && inserted.kind !== 'text' ? inserted : undefined;
  }

  /** Returns a name that no cell has: a stem and a number. */
  freeName(stem: string): string {
    const names = new Set(
      this.#notebook().cells.map((cell) => (cell.kind === 'text' ? '' : cell.name)),
    );
    let number = 1;
    while (names.has(`${stem} ${number}`)) number++;
    return `${stem} ${number}`;
  }

  /** Asks the views to scroll to a cell. */
  reveal(cellId: string): void {
    this.#revealed.fire({ cellId });
  }

  /** Returns the hits of the cells' latest results that are this record, in cell order. */
  appearances(place: Binding, id: string): Appearance[] {
    if (!this.#parsed.isValid) return [];
    const { uri } = this.document;
    const notebook = { uri: uri.toString(), name: uri.path.split('/').at(-1) ?? '' };
    const { cells } = this.#parsed.notebook;
    return appearancesIn(notebook, cells, this.session.runs(), place, id);
  }

  /** Runs the given version of a cell against the notebook's current binding. */
  run(cell: RunnableCell): Promise<CellOutcome> {
    return this.session.run(cell, this.#notebook());
  }

  /** Returns the requests that a query cell would send now. Throws `badInput` with its problem. */
  prepare(cell: QueryCell, signal: AbortSignal): Promise<PreparedQuery> {
    return this.#work.cells.prepare(cell, this.session.withHits(this.#notebook()), signal);
  }

  /** Returns the assertions that the latest runs did not meet, at their lines. */
  unmetAssertions(): readonly Problem[] {
    this.refresh();
    if (!this.#parsed.isValid) return [];
    const { cells } = this.#parsed.notebook;
    return assertionProblems(this.document.getText(), cells, this.session.runs());
  }

  /** Returns where the cell runs now. */
  target(cell: RunnableCell): Binding {
    return effectiveBinding(cell, this.#notebook().binding);
  }

  /** Runs all cells in display order, one after the other; a stopped cell ends the sequence. */
  async runAll(): Promise<void> {
    if (this.#isRunningAll) return;
    this.#setRunningAll(true);
    try {
      await this.settle();
      for (const { id } of this.#notebook().cells) {
        // Other cells may have changed or been removed in the meantime.
        const cell = this.cell(id);
        if (!cell) continue;
        const outcome = await this.run(cell);
        if (outcome.kind === 'stopped' || !this.#isRunningAll) return;
      }
    } finally {
      this.#setRunningAll(false);
    }
  }

  /** Stops all runs. */
  stopAll(): void {
    this.#setRunningAll(false);
    this.session.stopAll();
  }

  /** The cells; none while the text is not valid. */
  get cells(): readonly Cell[] {
    return this.#parsed.isValid ? this.#parsed.notebook.cells : [];
  }

  cell(cellId: string): RunnableCell | undefined {
    return this.cells.find(
      (cell): cell is RunnableCell => cell.kind !== 'text' && cell.id === cellId,
    );
  }

  dispose(): void {
    this.#resources.dispose();
    if (this.#hasMoved) return;
    this.session.dispose();
    this.maps.dispose();
  }

  #setRunningAll(isRunningAll: boolean): void {
    if (isRunningAll === this.#isRunningAll) return;
    this.#isRunningAll = isRunningAll;
    this.#runningAll.fire({ isRunningAll });
  }

  #retain(): void {
    const { session, maps, identities } = this.#work;
    session.retain(
      (id) => identities.has(id),
      (id) => identities.remembers(id),
    );
    maps.retain((id) => identities.has(id) || identities.remembers(id));
  }

  #layQueries(): void {
    if (!this.#parsed.isValid) return;
    const { cells } = this.#parsed.notebook;
    this.#queries.sync(this.document.uri.toString(), cells, this.session, this.maps);
  }

  async #edit(edit: NotebookEdit): Promise<void> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const notebook = this.#notebook();
      const text = this.document.getText();
      const { environments } = this.#work;
      const withIds = withEnvironmentIds(text, notebook, edit, (name) => environments.byName(name));
      const edits = editText(text, notebook, withIds);
      if (edits.length === 0) return;
      const change = new vscode.WorkspaceEdit();
      for (const { start, end, replacement } of edits) {
        const range = new vscode.Range(
          this.document.positionAt(start),
          this.document.positionAt(end),
        );
        change.replace(this.document.uri, range, replacement);
      }
      this.#work.identities.expect(editNotebook(notebook, edit).cells);
      if (await vscode.workspace.applyEdit(change)) return;
      this.#work.identities.expect(notebook.cells);
    }
    throw new Failure(
      'conflict',
      vscode.l10n.t(
        'The notebook could not be changed: its file is read-only, or other edits keep changing it',
      ),
    );
  }

  #notebook(): Notebook {
    this.refresh();
    if (this.#parsed.isValid) return this.#parsed.notebook;
    throw new Failure(
      'badInput',
      vscode.l10n.t('The file is not a valid notebook: open it as text to fix it'),
    );
  }

  #parse(): ParsedNotebook {
    const text = this.document.getText();
    if (text !== '') this.#content = text;
    const parsed = parseNotebook(text, this.#naming);
    if (!parsed.isValid) return parsed;
    const cells = this.#work.identities.update(parsed.notebook.cells);
    return { isValid: true, notebook: { ...parsed.notebook, cells } };
  }
}

/** How often an edit is repeated when the text changes at the same time. */
const maxAttempts = 3;
/** How long to wait for pending edits of views. VS Code waits 1.5 s before it saves. */
const settleMs = 1000;

/** A view of a notebook, whose edits reach the text with a delay. */
export type NotebookView = {
  /** Settles when everything typed so far has become edits; rejects if the view cannot respond. */
  flush(signal: AbortSignal): Promise<void>;
};

/** State of a notebook besides its text; moves along when the text moves to another document. */
export type NotebookRuntime = {
  readonly session: NotebookRuns;
  readonly maps: NotebookMaps;
  readonly cells: Pick<CellRunner, 'prepare'>;
  readonly identities: CellIdentities;
  readonly environments: KnownEnvironments;
  /** A new id for each opened notebook. */
  readonly id: string;
};

/** Returns the environments that a notebook names, in text order. */
function environmentsOf(parsed: ParsedNotebook): readonly string[] {
  if (!parsed.isValid) return [];
  const { binding, cells } = parsed.notebook;
  const own = cells.map((cell) => (cell.kind === 'text' ? '' : (cell.binding.environment ?? '')));
  return [binding.environment, ...own];
}
