import { Disposables, type Disposable } from '../../../src/common/disposables.ts';
import { Emitter } from '../../../src/common/emitter.ts';
import { Failure, isCancelled } from '../../../src/common/failure.ts';
import { EventReceiver, RpcClient, RpcServer, type Port } from '../../../src/common/rpc.ts';
import type { CodeLanguage } from '../../../src/model/connectionCode/codeLanguages.ts';
import type { Binding, Cell, QueryCell } from '../../../src/model/notebook/cell.ts';
import type {
  FailureAction,
  NotebookCalls,
  NotebookEdit,
  NotebookEvents,
  NotebookViewCalls,
  ShownRequest,
} from '../../../src/protocol/notebook.ts';
import type { Appearance } from '../../../src/protocol/recordPane.ts';
import { ShownJudging } from '../../shared/judging/shownJudging.ts';
import { HitReading } from './hitReading.ts';
import { Choices } from './choices.ts';
import { KnownFields } from './knownFields.ts';
import { EditQueue } from './editQueue.ts';
import {
  reduceNotebook,
  unopened,
  visibleNotebook,
  type NotebookAction,
  type NotebookModel,
} from './notebookModel.ts';

/** Connects the notebook view to the host: sends the user's actions as calls, and applies events to the model. */
export class NotebookController implements Disposable {
  readonly #resources = new Disposables();
  readonly #client: RpcClient<NotebookCalls>;
  readonly #edits: EditQueue;
  readonly #changed = this.#resources.own(new Emitter<void>());
  #model = unopened;

  /** The cells that were copied last. */
  copiedCells: readonly Cell[] = [];
  /** The port to the host, for the channels of map cells. */
  readonly port: Port;
  readonly choices: Choices;
  readonly fields: KnownFields;
  readonly hits: HitReading;
  readonly judging: ShownJudging;
  /** Fires after each change that the view shows. */
  readonly onDidChange = this.#changed.event;

  constructor(port: Port) {
    this.port = port;
    this.#client = this.#resources.own(new RpcClient<NotebookCalls>(port));
    this.#resources.own(
      new EventReceiver<NotebookEvents>(port, {
        'notebook.changed': (change) => this.#reduce({ type: 'documentChanged', ...change }),
        'notebook.running': (change) => this.#reduce({ type: 'runningChanged', ...change }),
        'maps.changed': (change) => this.#reduce({ type: 'mapsChanged', ...change }),
        'cell.revealed': (change) => this.#reduce({ type: 'revealed', ...change }),
        'cell.changed': (change) => this.#reduce({ type: 'runChanged', ...change }),
        'choices.changed': () => void this.choices.renew(this.#binding),
      }),
    );
    this.#edits = new EditQueue((edit) => this.#client.call('notebook.edit', edit), {
      onSending: (cell) => this.#reduce({ type: 'sending', cell }),
      onSent: (cell) => this.#reduce({ type: 'sent', cell }),
      onNotSent: (cell, { message }) => this.#reduce({ type: 'notSent', cell, message }),
    });
    this.#resources.own(
      new RpcServer<NotebookViewCalls>(port, { 'edits.flush': () => this.flush() }),
    );
    this.hits = this.#resources.own(new HitReading(this.#client, () => this.#changed.fire()));
    this.judging = new ShownJudging({
      read: (ids) => this.#client.call('judging.records', { ids }),
      judge: (judgment) => this.#attempt(() => this.#client.call('judging.grade', judgment)),
      onChange: () => this.#changed.fire(),
    });
    this.choices = new Choices((binding, refresh) =>
      this.#client.call('notebook.choices', { binding, refresh }),
    );
    this.#resources.own(this.choices.onDidChange(() => this.#changed.fire()));
    this.fields = new KnownFields((binding) => this.#client.call('fields.read', { binding }));
    this.#resources.own(this.fields.onDidChange(() => this.#changed.fire()));
  }

  get model(): NotebookModel {
    return this.#model;
  }

  get isRunning(): boolean {
    return this.#model.isRunningAll || Object.values(this.#model.runs).some(isUnderWay);
  }

  async open(): Promise<void> {
    await this.#attempt(async () => {
      this.#reduce({ type: 'opened', state: await this.#client.call('notebook.open', {}) });
      await this.choices.ensure('environments', this.#binding);
    });
  }

  /** Applies typed text: shows it immediately, and sends it to the document when typing pauses. */
  type(cell: Cell): void {
    this.#reduce({ type: 'typed', cell });
    this.#edits.type(cell);
  }

  /** Sends pending typed changes to the document. */
  async flush(): Promise<void> {
    await this.#edits.flush();
  }

  /** Applies an edit; a failure is stored in the model. */
  async edit(edit: NotebookEdit): Promise<void> {
    await this.#attempt(() => this.#edits.push(edit));
  }

  /** Takes back the last edit of the text, or makes it again. */
  async undo(isRedo: boolean): Promise<void> {
    await this.#edits.flush();
    await this.#attempt(() => this.#client.call('notebook.undo', { isRedo }));
  }

  async bind(binding: Binding): Promise<void> {
    this.#reduce({ type: 'bindingChosen', binding });
    await this.edit({ edit: 'setBinding', binding });
  }

  /** Asks the user for an index or a namespace by its name; undefined if none was chosen. */
  async searchBinding(
    binding: Binding,
    level: 'indexes' | 'namespaces',
  ): Promise<string | undefined> {
    let found: string | undefined;
    await this.#attempt(async () => {
      ({ name: found } = await this.#client.call('binding.search', { binding, level }));
    });
    return found;
  }

  /** Runs a cell as shown. Resolves when the run has ended. */
  async run(cellId: string): Promise<void> {
    const cell = visibleNotebook(this.#model)?.cells.find(({ id }) => id === cellId);
    if (cell === undefined || cell.kind === 'text') return;
    await this.#edits.flush();
    await this.#attempt(() => this.#client.call('cell.run', { cell }));
  }

  async stop(cellId: string): Promise<void> {
    await this.#attempt(() => this.#client.call('cell.stop', { cellId }));
  }

  /** Runs all cells in order, until all are done or one is stopped. */
  async runAll(): Promise<void> {
    await this.#edits.flush();
    await this.#attempt(() => this.#client.call('notebook.runAll', {}));
  }

  async stopAll(): Promise<void> {
    await this.#attempt(() => this.#client.call('notebook.stopAll', {}));
  }

  /** Performs the next step that a failure offers. */
  async take(action: FailureAction['id'], cellId?: string): Promise<void> {
    if (action === 'retry' && cellId !== undefined) return this.run(cellId);
    const { environment } = this.#binding;
    await this.#attempt(() =>
      this.#client.call('action.take', {
        action,
        environment,
        ...(cellId !== undefined && { cellId }),
      }),
    );
  }

  /** Inserts a cell below that explains the expected records of a query, and runs it. */
  async explain(cellId: string): Promise<void> {
    await this.#edits.flush();
    await this.#attempt(() => this.#client.call('cell.explain', { cellId }));
  }

  /** Judges the latest hits of a cell, and those of cells that ask the same, for the study beside the notebook. */
  async judge(cellId: string): Promise<void> {
    await this.#edits.flush();
    await this.#attempt(async () =>
      this.judging.begin(await this.#client.call('judging.start', { cellId })),
    );
  }

  /** Shows the latest hits of a cell on the map of its index. */
  async showOnMap(cellId: string): Promise<void> {
    await this.#edits.flush();
    await this.#attempt(() => this.#client.call('cell.showOnMap', { cellId }));
  }

  /** Performs an action on a hit of a cell. */
  async actOnHit(action: NotebookCalls['hit.act']['params']): Promise<void> {
    await this.#edits.flush();
    await this.#attempt(() => this.#client.call('hit.act', action));
  }

  /** Saves the latest hits of a cell to a file that the user chooses. */
  async exportHits(cellId: string): Promise<void> {
    await this.#attempt(() => this.#client.call('hits.export', { cellId }));
  }

  /** Opens the map of a cell in its own panel with this view state. */
  async openMap(cellId: string, view: object): Promise<void> {
    await this.#attempt(() => this.#client.call('cell.openMap', { cellId, view }));
  }

  /** Opens the notebook whose hits have a record. */
  async showAppearance({ notebook, cellId }: Appearance): Promise<void> {
    await this.#attempt(() => this.#client.call('appearance.show', { notebook, cellId }));
  }

  /** Returns the requests that a query sends. Throws the problem of the cell. */
  requestsOf(cell: QueryCell): Promise<readonly ShownRequest[]> {
    return this.#client.call('cell.request', { cell });
  }

  /** Copies code that sends a query. */
  async copyCode(cell: QueryCell, language: CodeLanguage): Promise<void> {
    await this.#attempt(() => this.#client.call('cell.copyCode', { cell, language }));
  }

  async copy(text: string): Promise<void> {
    await this.#attempt(() => this.#client.call('clipboard.write', { text }));
  }

  dismissFailure(): void {
    this.#reduce({ type: 'failureDismissed' });
  }

  dispose(): void {
    this.#resources.dispose();
  }

  get #binding(): Binding {
    return visibleNotebook(this.#model)?.binding ?? { environment: '', index: '', namespace: '' };
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (isCancelled(error)) return;
      this.#reduce({ type: 'failed', message: Failure.from(error).message });
    }
  }

  #reduce(action: NotebookAction): void {
    this.#model = reduceNotebook(this.#model, action);
    this.#changed.fire();
  }
}

function isUnderWay(run: NotebookModel['runs'][string]): boolean {
  return run.state === 'running';
}
