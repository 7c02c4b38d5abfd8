import { Disposables, type Disposable } from '../../src/common/disposables.ts';
import { Emitter, type Event } from '../../src/common/emitter.ts';
import { Failure, isCancelled } from '../../src/common/failure.ts';
import { EventReceiver, RpcClient, type Port } from '../../src/common/rpc.ts';
import { missingLabel } from '../../src/model/map.ts';
import type {
  MapCalls,
  MapEvent,
  MapEvents,
  MapTitle,
  RecordDetails,
} from '../../src/protocol/map.ts';
import type { Direction } from './direction.ts';
import { legendOf, type Legend } from './legend.ts';
import { colouringColumn, emptyMap, receive, type MapState } from './mapState.ts';
import { createPalette, type Palette } from './palette.ts';
import { stylePoints, type ColumnData } from './pointStyles.ts';
import type { Drawing, Scene } from './scene.ts';
import type { Theme } from './theme.ts';
import type { ViewState } from './viewState.ts';

/** The record beside the map. `waiting` until the host has answered. */
export type RecordState =
  | { readonly state: 'none' }
  | { readonly state: 'waiting'; readonly id: string }
  | { readonly state: 'shown'; readonly id: string; readonly details: RecordDetails }
  | { readonly state: 'failed'; readonly id: string; readonly message: string };

export type MapControllerOptions = {
  readonly port: Port;
  readonly scene: Scene;
  readonly viewState: ViewState;
  readonly saveViewState: (state: ViewState) => void;
  readonly theme: Theme;
  readonly now: () => number;
};

const shownNeighbours = 10;

/** What the user does, carried to the host and the scene, and what the host says, kept for the view. */
export class MapController implements Disposable {
  readonly scene: Scene;
  readonly #options: MapControllerOptions;
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<void>());
  readonly #client: RpcClient<MapCalls>;
  #view: ViewState;
  #title: MapTitle | undefined;
  #map: MapState = emptyMap;
  #startedAtMs = 0;
  #placeOfId: ReadonlyMap<string, number> = new Map();
  #chosen: ReadonlySet<number> = new Set();
  #legend: Legend | undefined;
  #record: RecordState = { state: 'none' };
  #hovered = -1;
  #drawing: Drawing | undefined;
  #palette: Palette;
  #showing = new AbortController();

  /** Something that the view shows has changed. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(options: MapControllerOptions) {
    this.#options = options;
    this.scene = options.scene;
    this.#view = options.viewState;
    this.#palette = createPaletteFor(options.theme);
    this.#client = this.#resources.own(new RpcClient<MapCalls>(options.port));
    const take = <N extends keyof MapEvents>(name: N) => {
      return (payload: MapEvents[N]) => this.#receive({ name, payload } as MapEvent);
    };
    this.#resources.own(
      new EventReceiver<MapEvents>(options.port, {
        'map.started': take('map.started'),
        'map.points': take('map.points'),
        'map.column': take('map.column'),
        'map.progress': take('map.progress'),
        'map.positions': take('map.positions'),
        'map.done': take('map.done'),
        'map.cancelled': take('map.cancelled'),
        'map.failed': take('map.failed'),
      }),
    );
    this.#resources.own(
      this.scene.onDidChangeDrawing((drawing) => {
        this.#drawing = drawing;
        this.#changed.fire();
      }),
    );
    this.scene.setPalette(this.#palette, options.theme.isHighContrast);
    if (this.#view.camera) this.scene.setCamera(this.#view.camera);
  }

  get title(): MapTitle | undefined {
    return this.#title;
  }

  get map(): MapState {
    return this.#map;
  }

  get record(): RecordState {
    return this.#record;
  }

  get palette(): Palette {
    return this.#palette;
  }

  get drawing(): Drawing | undefined {
    return this.#drawing;
  }

  /** Number of the point under the pointer, -1 for none. */
  get hovered(): number {
    return this.#hovered;
  }

  get selectedId(): string | undefined {
    return this.#view.selectedId;
  }

  /** The field that colours the points. */
  get colouring(): ColumnData | undefined {
    return colouringColumn(this.#map.columns, this.#view.colourBy);
  }

  /** Places of the labels whose points alone are lit; none means that all are. */
  get chosen(): ReadonlySet<number> {
    return this.#chosen;
  }

  /** What the colours mean, for the points on the map. */
  get legend(): Legend | undefined {
    return this.#legend;
  }

  /** How long the newest map has been in the making. */
  get elapsedMs(): number {
    return this.#options.now() - this.#startedAtMs;
  }

  /** Number of the point with this id, -1 where the map does not show it. */
  placeOf(id: string | undefined): number {
    return (id !== undefined ? this.#placeOfId.get(id) : undefined) ?? -1;
  }

  /** Asks the host for the map. Its failures are part of what is shown. */
  async open(): Promise<void> {
    try {
      this.#title = await this.#client.call('map.open', {});
      const { environment, index, namespace } = this.#title;
      this.#keep({ ...this.#view, target: { environment, index, namespace } });
      this.#changed.fire();
    } catch (error) {
      if (!isCancelled(error)) this.#fail(error);
    }
  }

  cancel(): void {
    void this.#client.call('map.cancel', {}).catch((error: unknown) => this.#fail(error));
  }

  /** Makes the map again, from what is in the index now. */
  restart(): void {
    this.scene.fit();
    this.keepCamera();
    if (this.#title === undefined) void this.open();
    else void this.#client.call('map.restart', {}).catch((error: unknown) => this.#fail(error));
  }

  colourBy(name: string): void {
    this.#keep({ ...this.#view, colourBy: name, chosen: [] });
    this.#restyle();
    this.#changed.fire();
  }

  /** Lights the points of a category, besides those lit already, or takes it back. */
  toggleCategory(category: number): void {
    const chosen = new Set(this.#chosen);
    if (!chosen.delete(category)) chosen.add(category);
    this.#choose(chosen);
  }

  showAllCategories(): void {
    this.#choose(new Set());
  }

  hover(index: number): void {
    if (index === this.#hovered) return;
    this.#hovered = index;
    this.#mark();
    this.#changed.fire();
  }

  /** Selects the record with this id, whether or not the map shows it. */
  select(id: string | undefined): void {
    this.#showing.abort();
    this.#record = { state: 'none' };
    const { selectedId: _former, ...rest } = this.#view;
    this.#keep(id === undefined ? rest : { ...rest, selectedId: id });
    const index = this.placeOf(id);
    if (index >= 0) this.scene.reveal(index);
    this.#mark();
    this.#changed.fire();
  }

  /** Selects the next point in a direction. */
  step(direction: Direction): void {
    const index = this.scene.step(direction, this.placeOf(this.#view.selectedId));
    const id = this.#map.ids[index];
    if (id !== undefined) this.select(id);
  }

  /** Selects a record and shows it beside the map, with its neighbours in the full space. */
  async show(id: string): Promise<void> {
    this.select(id);
    this.#record = { state: 'waiting', id };
    this.#changed.fire();
    const showing = new AbortController();
    this.#showing = showing;
    try {
      const params = { id, neighbours: shownNeighbours };
      const details = await this.#client.call('record.show', params, { signal: showing.signal });
      this.#record = { state: 'shown', id, details };
    } catch (error) {
      if (showing.signal.aborted) return;
      this.#record = { state: 'failed', id, message: Failure.from(error).message };
    }
    this.#mark();
    this.#changed.fire();
  }

  copy(text: string): void {
    void this.#client.call('clipboard.write', { text }).catch((error: unknown) => {
      if (!isCancelled(error)) this.#fail(error);
    });
  }

  /** Keeps the part of the map that is seen, so that it comes back with the view. */
  keepCamera(): void {
    const { camera: _former, ...rest } = this.#view;
    const { camera } = this.scene;
    this.#keep(camera === undefined ? rest : { ...rest, camera });
  }

  setTheme(theme: Theme): void {
    this.#palette = createPaletteFor(theme);
    this.scene.setPalette(this.#palette, theme.isHighContrast);
    this.#changed.fire();
  }

  dispose(): void {
    this.#showing.abort();
    this.#resources.dispose();
  }

  #receive(event: MapEvent): void {
    this.#map = receive(this.#map, event);
    switch (event.name) {
      case 'map.started':
        this.#startedAtMs = this.#options.now() - event.payload.elapsedMs;
        this.#takePoints();
        break;
      case 'map.points':
        this.#takePoints();
        this.#restore();
        break;
      case 'map.column':
        this.#restyle();
        break;
      case 'map.positions':
        this.scene.setPositions(new Float32Array(event.payload.data));
        return;
      case 'map.done':
      case 'map.cancelled':
      case 'map.failed':
        this.scene.rest();
        break;
      case 'map.progress':
    }
    this.#changed.fire();
  }

  #takePoints(): void {
    this.#placeOfId = new Map(this.#map.ids.map((id, index) => [id, index]));
    this.#hovered = -1;
    this.scene.setPositions(new Float32Array(0));
    this.#restyle();
    this.#mark();
  }

  /** Brings the record back that was selected before the view was hidden. */
  #restore(): void {
    const { selectedId } = this.#view;
    if (selectedId === undefined || this.#record.state !== 'none') return;
    if (this.#placeOfId.has(selectedId)) void this.show(selectedId);
  }

  #restyle(): void {
    const { colouring } = this;
    this.#chosen = placesOf(colouring, this.#view.chosen);
    this.#legend = colouring && legendOf(colouring);
    this.scene.setStyles(stylePoints(this.#map.ids.length, colouring, this.#chosen));
  }

  #choose(chosen: ReadonlySet<number>): void {
    const labels = [...chosen].map((place) => labelAt(this.colouring, place));
    this.#keep({ ...this.#view, chosen: labels });
    this.#restyle();
    this.#changed.fire();
  }

  #mark(): void {
    const record = this.#record;
    const neighbours =
      record.state === 'shown' ? record.details.neighbours.map(({ id }) => this.placeOf(id)) : [];
    this.scene.setMarked({
      selected: this.placeOf(this.#view.selectedId),
      hovered: this.#hovered,
      neighbours: neighbours.filter((index) => index >= 0),
    });
  }

  #fail(error: unknown): void {
    const { message } = Failure.from(error);
    this.#map = { ...this.#map, phase: { at: 'failed', message } };
    this.#changed.fire();
  }

  #keep(view: ViewState): void {
    this.#view = view;
    this.#options.saveViewState(view);
  }
}

/** 3 is what WCAG asks of graphics; high contrast asks for what text needs. */
function createPaletteFor({ background, foreground, isHighContrast }: Theme): Palette {
  return createPalette(background, foreground, isHighContrast ? 4.5 : 3);
}

function labelAt(data: ColumnData | undefined, place: number): string {
  return data?.column.kind === 'category' ? (data.column.labels[place] ?? '') : '';
}

function placesOf(data: ColumnData | undefined, labels: readonly string[]): ReadonlySet<number> {
  if (data?.column.kind !== 'category') return new Set();
  const known = data.column.labels;
  return new Set(
    labels
      .map((label) => (label === '' ? missingLabel : known.indexOf(label)))
      .filter((place) => place >= 0),
  );
}
