import type { Disposable } from '../../src/common/disposables.ts';
import { Emitter } from '../../src/common/emitter.ts';
import { Failure } from '../../src/common/failure.ts';
import { EventReceiver, RpcClient, type Port } from '../../src/common/rpc.ts';
import type { Appearance } from '../../src/protocol/recordPane.ts';
import type {
  CopyFormat,
  RecordAction,
  RecordRow,
  RecordsCalls,
  RecordsEvents,
  RecordsSelection,
  RecordsStatus,
  RecordsTitle,
} from '../../src/protocol/records.ts';
import { rowHeight } from '../shared/grid/grid.tsx';
import type { SelectionChange } from '../shared/grid/gridSelection.ts';
import { t } from '../shared/l10n.ts';
import { ShownJudging } from '../shared/judging/shownJudging.ts';
import { chooseColumns } from './columns.ts';
import { RecordReading } from '../shared/recordPane/recordReading.ts';
import { RowReader } from './rowReader.ts';
import { RowStore } from './rowStore.ts';
import { maxSelected, SelectedRecords } from './selectedRecords.ts';
import { nextSort, sortRows } from './sortRows.ts';
import type { RecordSort, ViewState } from './viewState.ts';

/** The state of a records view, and what the user can do with it. */
export class RecordsController implements Disposable {
  readonly #rpc: RpcClient<RecordsCalls>;
  readonly #receiver: EventReceiver<RecordsEvents>;
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #save: (state: ViewState) => void;
  readonly rows = new RowStore();
  readonly selected: SelectedRecords;
  readonly reading: RecordReading;
  readonly judging: ShownJudging;
  readonly #reader: RowReader;
  /** The element that scrolls the rows. */
  readonly scroller: { current: HTMLDivElement | null } = { current: null };
  #view: ViewState;
  #title: RecordsTitle | undefined;
  #status: RecordsStatus | undefined;
  #failure: Failure | undefined;
  #filterProblem: string | undefined;
  #notice = '';
  #sort: { readonly by: RecordSort; readonly rows: readonly RecordRow[] } | undefined;
  /** The record at the top, to be found again after a reload. */
  #keptTop: string | undefined;

  constructor({ port, viewState, save }: RecordsControllerOptions) {
    this.#rpc = new RpcClient(port);
    this.#view = viewState;
    this.#save = save;
    this.selected = new SelectedRecords(viewState.selected);
    this.#receiver = new EventReceiver<RecordsEvents>(port, {
      'records.changed': (status) => this.#setStatus(status),
    });
    this.reading = new RecordReading({
      read: (id, signal) => this.#rpc.call('record.read', { id }, { signal }),
      near: (id, signal) => this.#rpc.call('neighbours.read', { id }, { signal }),
      neighboursHint: () => (this.#title?.isFree === true ? undefined : t('Costs about 1 RU')),
      onChange: () => this.#changed.fire(),
    });
    this.judging = new ShownJudging({
      read: (ids) => this.#rpc.call('judging.records', { ids }),
      judge: (judgment) => this.#attempt(() => this.#rpc.call('judging.grade', judgment)),
      onChange: () => this.#changed.fire(),
    });
    this.#reader = new RowReader({
      rows: this.rows,
      read: (range, signal) => this.#rpc.call('rows.read', range, { signal }),
      generation: () => this.#status?.generation ?? 0,
      onRows: () => void this.#afterRows(),
      onFailure: (failure) => this.#fail(failure),
    });
  }

  get title(): RecordsTitle | undefined {
    return this.#title;
  }

  get status(): RecordsStatus | undefined {
    return this.#status;
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  get filterProblem(): string | undefined {
    return this.#filterProblem;
  }

  /** The outcome of the last action, for the status line. */
  get notice(): string {
    return this.#notice;
  }

  get view(): ViewState {
    return this.#view;
  }

  get sort(): RecordSort | undefined {
    return this.#sort?.by;
  }

  /** Returns the fields shown as columns. */
  get columns(): readonly string[] {
    return this.#title?.columns ?? chooseColumns(this.#status?.fields ?? []);
  }

  get isNarrowed(): boolean {
    return this.#view.prefix !== '' || this.#view.filter.trim() !== '';
  }

  /** Returns the number of rows of the grid; those that are not listed yet are skeletons. */
  get rowCount(): number {
    if (this.#sort !== undefined) return this.#sort.rows.length;
    const status = this.#status;
    if (status === undefined) return this.#failure === undefined ? skeletonRows : 0;
    const { listed, isDone, total } = status;
    if (isDone) return listed;
    return total !== undefined && total > listed ? total : listed + skeletonRows;
  }

  row(place: number): RecordRow | undefined {
    return this.#sort === undefined ? this.rows.at(place) : this.#sort.rows[place];
  }

  async open(): Promise<void> {
    const { prefix, filter } = this.#view;
    try {
      const { title, status } = await this.#rpc.call('records.open', { prefix, filter });
      this.#title = title;
      const { environment, index, namespace } = title;
      this.update({ target: { environment, index, namespace } });
      this.#setStatus(status);
      this.#reader.read();
      if (this.#view.openId !== undefined) void this.reading.open(this.#view.openId);
    } catch (error) {
      this.#fail(Failure.from(error));
    }
  }

  /** Shows records by prefix and filter. Nothing stays selected that may be out of sight. */
  async select(selection: RecordsSelection): Promise<void> {
    this.update(selection);
    this.clearSelection();
    this.#filterProblem = undefined;
    this.#keptTop = undefined;
    try {
      const status = await this.#rpc.call('records.select', selection);
      this.#reader.cancel();
      this.rows.clear();
      this.#sort = undefined;
      this.#failure = undefined;
      this.#scrollTo(0);
      this.#setStatus(status);
      this.#reader.read();
    } catch (error) {
      const failure = Failure.from(error);
      if (failure.kind === 'badInput') this.#filterProblem = failure.message;
      else this.#failure = failure;
      this.#changed.fire();
    }
  }

  async reload(): Promise<void> {
    if (this.#title === undefined) {
      this.#failure = undefined;
      this.#changed.fire();
      return this.open();
    }
    this.#failure = undefined;
    await this.#ask('records.reload', {});
  }

  /** Allows more read units and goes on. */
  async raiseBudget(): Promise<void> {
    this.#failure = undefined;
    await this.#ask('budget.raise', {});
    this.#reader.read();
  }

  /** Names the rows in view. */
  show(first: number, end: number): void {
    this.update({ topRow: this.topRow });
    if (this.#sort !== undefined || this.#failure !== undefined) return;
    this.#reader.show({ first, end: Math.min(end, this.rowCount) });
  }

  /** The place of the first visible row. */
  get topRow(): number {
    return Math.floor((this.scroller.current?.scrollTop ?? 0) / rowHeight);
  }

  /** Makes a row the active one; where reads cost nothing, the reading pane follows. */
  activate(place: number): void {
    this.update({ activeRow: place });
    const id = this.row(place)?.id;
    if (this.#title?.isFree === true && id !== undefined && this.reading.id !== undefined)
      this.openRecord(id);
  }

  openRow(place: number): void {
    const id = this.row(place)?.id;
    if (id !== undefined) this.openRecord(id);
  }

  openRecord(id: string): void {
    this.update({ openId: id });
    void this.reading.open(id);
  }

  /** Opens the notebook whose hits have the open record. */
  showAppearance({ notebook, cellId }: Appearance): void {
    this.#rpc.call('appearance.show', { notebook, cellId }).catch((error: unknown) => {
      this.#fail(Failure.from(error));
    });
  }

  closeRecord(): void {
    const { openId: _, ...rest } = this.#view;
    this.#view = rest;
    this.#save(rest);
    this.reading.close();
  }

  /** Changes the selection. A range may have rows that are not in this view yet: the host knows their ids. */
  async changeSelection(place: number, change: SelectionChange): Promise<void> {
    const id = this.row(place)?.id;
    if (change !== 'extend') {
      if (id === undefined) return;
      this.selected.change(id, place, change);
      if (change === 'only') this.openRecord(id);
    } else {
      const { from, to } = this.selected.rangeTo(place);
      const sorted = this.#sort?.rows.slice(from, to).map((row) => row.id);
      const range = { from, to: Math.min(to, from + maxSelected) };
      this.selected.set(sorted ?? (await this.#rpc.call('ids.read', range)));
    }
    this.#afterSelection();
  }

  /** Selects all rows that this view has read. */
  selectAll(): void {
    const rows = this.#sort?.rows ?? this.rows.loaded();
    this.selected.set(rows.map(({ id }) => id));
    this.#afterSelection();
  }

  clearSelection(): void {
    this.selected.clear();
    this.#afterSelection();
  }

  toggleSort(field: string): void {
    const by = nextSort(this.#sort?.by, field);
    this.#sort = by && { by, rows: sortRows(this.rows.loaded(), by) };
    this.#scrollTo(0);
    if (by === undefined) this.#reader.read();
    this.#changed.fire();
  }

  chooseColumns(columns: readonly string[]): void {
    if (this.#title) this.#title = { ...this.#title, columns };
    void this.#rpc.call('columns.keep', { columns });
    this.#changed.fire();
  }

  resizeColumn(key: string, widthPx: number): void {
    this.update({ widths: { ...this.#view.widths, [key]: widthPx } });
    this.#changed.fire();
  }

  copyText(text: string): void {
    void this.#rpc.call('clipboard.write', { text });
    this.#say(t('Copied'));
  }

  async copyRecords(ids: readonly string[], format: CopyFormat): Promise<void> {
    await this.#attempt(async () => {
      const count = await this.#rpc.call('records.copy', { ids, format });
      this.#say(count === 1 ? t('Copied 1 record') : t('Copied {0} records', count));
    });
  }

  /** Judges records for a question that the user chooses; without ids, those that this view has read. */
  judge(ids: readonly string[]): Promise<void> {
    const read = this.#sort?.rows ?? this.rows.loaded();
    const asked = ids.length > 0 ? ids : read.map(({ id }) => id);
    const params = { ids: asked.slice(0, maxSelected) };
    return this.#attempt(async () =>
      this.judging.begin(await this.#rpc.call('judging.start', params)),
    );
  }

  query(ids: readonly string[]): void {
    void this.#rpc.call('records.query', { ids });
  }

  run(action: RecordAction, ids: readonly string[]): void {
    void this.#rpc.call('action.run', { action, ids });
  }

  update(change: Partial<ViewState>): void {
    this.#view = { ...this.#view, ...change };
    this.#save(this.#view);
  }

  dispose(): void {
    this.#receiver.dispose();
    this.#rpc.dispose();
  }

  #afterSelection(): void {
    this.update({ selected: this.selected.ids.slice(0, maxSaved) });
    this.#changed.fire();
  }

  #setStatus(status: RecordsStatus): void {
    const before = this.#status;
    if (before !== undefined && status.generation < before.generation) return;
    this.#status = status;
    if (before?.generation !== status.generation) {
      this.#keptTop ??= before && this.rows.at(this.topRow)?.id;
      this.rows.expire(status.generation);
      this.#sort = undefined;
      this.#reader.read();
      if (before && this.reading.id !== undefined) void this.reading.open(this.reading.id);
    }
    if (status.isDone) this.rows.cut(status.listed);
    this.#changed.fire();
  }

  async #afterRows(): Promise<void> {
    this.#failure = undefined;
    this.#changed.fire();
    const id = this.#keptTop;
    this.#keptTop = undefined;
    if (id === undefined || this.rows.at(this.topRow)?.id === id) return;
    const place = await this.#rpc.call('row.find', { id });
    if (place >= 0) this.#scrollTo(place);
  }

  #scrollTo(row: number): void {
    if (this.scroller.current) this.scroller.current.scrollTop = row * rowHeight;
  }

  #fail(failure: Failure): void {
    this.#failure = failure;
    this.#changed.fire();
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#say(Failure.from(error).message);
    }
  }

  #say(text: string): void {
    this.#notice = text;
    this.#changed.fire();
  }

  async #ask(
    method: 'records.reload' | 'budget.raise',
    params: Record<string, never>,
  ): Promise<void> {
    try {
      this.#setStatus(await this.#rpc.call(method, params));
    } catch (error) {
      this.#fail(Failure.from(error));
    }
  }
}

/** Rows shown as skeletons while the number of rows is unknown. */
const skeletonRows = 30;
/** Most ids in a saved state. */
const maxSaved = 1000;

export type RecordsControllerOptions = {
  readonly port: Port;
  readonly viewState: ViewState;
  readonly save: (state: ViewState) => void;
};
