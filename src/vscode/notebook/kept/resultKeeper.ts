import type * as vscode from 'vscode';
import type { Environment } from '../../../model/environment.ts';
import type { Cell } from '../../../model/notebook/cell.ts';
import {
  environmentsOf,
  KeptResultWriter,
  restoredRuns,
  textWithout,
  type ResultStore,
} from '../../../services/notebook/kept/keptResults.ts';
import { historyEntry, type HistoryStore } from '../../../services/notebook/kept/runHistory.ts';
import type { NotebookRuns } from '../../../services/notebook/notebookRuns.ts';
import type { OpenNotebook } from '../openNotebook.ts';
import { parseHistoryLine, parseKept } from './parseKept.ts';

/** Keeps the results of notebooks in the storage of the workspace, and notes every run in the history. */
export class ResultKeeper {
  readonly #deps: ResultKeeperDeps;
  readonly #writer = new KeptResultWriter();
  /** Notebooks whose newest results wait to be written. */
  readonly #waiting = new Map<NotebookRuns, ReturnType<typeof setTimeout>>();

  constructor(deps: ResultKeeperDeps) {
    this.#deps = deps;
  }

  /** Shows the kept results of a notebook that was opened, and keeps those of its runs from now on. */
  async open(notebook: KeptNotebook): Promise<void> {
    const { session } = notebook;
    session.onDidEndRun(({ cell, outcome }) => {
      const about = {
        at: this.#deps.now(),
        notebook: fileNameOf(notebook.document),
        binding: notebook.target(cell),
      };
      const entry = historyEntry(cell, outcome, about);
      if (entry) void this.#deps.history.append(JSON.stringify(entry)).catch(() => undefined);
      this.#saveSoon(notebook);
    });
    const text = await this.#deps.results.read(notebook.document.uri.toString());
    if (text === undefined) return;
    const isKnown = (name: string): boolean => this.#deps.environments.byName(name) !== undefined;
    const kept = parseKept(text).filter((result) => environmentsOf(result).every(isKnown));
    for (const [cellId, result] of restoredRuns(kept, notebook.cells))
      session.restore(cellId, result);
  }

  /** Writes what waits to be written of a notebook that is about to close. */
  close(notebook: KeptNotebook): void {
    if (!this.#waiting.has(notebook.session)) return;
    clearTimeout(this.#waiting.get(notebook.session));
    this.#waiting.delete(notebook.session);
    void this.#save(notebook.document, notebook.cells, notebook.session);
  }

  /** Forgets the results and the history of an environment in this workspace. */
  async forget(environment: string): Promise<void> {
    await this.#deps.results.update((text) => textWithout(parseKept(text), environment));
    await this.#deps.history.retain(
      (line) => parseHistoryLine(line)?.binding.environment !== environment,
    );
  }

  /** Writes at once, or a second after the last write. */
  #saveSoon(notebook: KeptNotebook): void {
    const { session } = notebook;
    if (this.#waiting.has(session)) return;
    void this.#save(notebook.document, notebook.cells, session);
    this.#wait(notebook);
  }

  #wait(notebook: KeptNotebook): void {
    const { session } = notebook;
    let isChanged = false;
    const change = session.onDidEndRun(() => (isChanged = true));
    const timer = setTimeout(() => {
      change.dispose();
      this.#waiting.delete(session);
      if (isChanged) this.#saveSoon(notebook);
    }, pauseMs);
    this.#waiting.set(session, timer);
  }

  async #save(
    document: vscode.TextDocument,
    cells: readonly Cell[],
    session: NotebookRuns,
  ): Promise<void> {
    const text = this.#writer.text(cells, (cellId) => session.resultOf(cellId));
    // Results that cannot be written stay in memory as long as the notebook is open.
    await this.#deps.results.write(document.uri.toString(), text).catch(() => undefined);
  }
}

/** Shortest time between two writes of the results of a notebook. */
const pauseMs = 1000;

export type ResultKeeperDeps = {
  readonly results: ResultStore;
  readonly history: HistoryStore;
  readonly environments: { byName(name: string): Environment | undefined };
  readonly now: () => number;
};

/** A notebook as the keeper sees it. */
type KeptNotebook = Pick<OpenNotebook, 'document' | 'session' | 'cells' | 'target'>;

function fileNameOf({ uri }: vscode.TextDocument): string {
  return uri.path.split('/').at(-1) ?? '';
}
