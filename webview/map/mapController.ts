import { Disposables, type Disposable } from '../../src/common/disposables.ts';
import { Emitter, type Event } from '../../src/common/emitter.ts';
import { Failure, isCancelled } from '../../src/common/failure.ts';
import { RpcClient, type Port } from '../../src/common/rpc.ts';
import type { MapParameters } from '../../src/model/map/map.ts';
import type { MapCalls, MapEvent, MapQuery, MapTitle } from '../../src/protocol/map.ts';
import { Companion } from './companion/companion.ts';
import { Colours } from './colours/colours.ts';
import { Findings } from './findings/findings.ts';
import { Focus } from './focus.ts';
import { keepSelection, restoreSelection } from './selection/keptSelection.ts';
import { Labels } from './labels/labels.ts';
import { Lighting } from './lighting.ts';
import { receiveMapEvents } from './mapEvents.ts';
import { emptyMap, receive, type MapState } from './shared/mapState.ts';
import { RegionDraft } from './selection/region.ts';
import { Queries } from './queries/queries.ts';
import { Scores } from './queries/scores.ts';
import type { Drawing, Scene } from './drawing/scene.ts';
import { Search } from './search/searching.ts';
import { Selection } from './selection/selection.ts';
import { SelectionActions } from './selection/selectionActions.ts';
import { Turning } from './space/turning.ts';
import type { Theme } from './colours/theme.ts';
import { Tools } from './tools.ts';
import type { Layer, ViewState } from './viewState.ts';
import { ViewKeeper } from './viewKeeper.ts';
import { ViewStore } from './viewStore.ts';

export type MapControllerOptions = {
  readonly port: Port;
  readonly scene: Scene;
  readonly viewState: ViewState;
  readonly saveViewState: (state: ViewState) => void;
  readonly theme: Theme;
  readonly now: () => number;
};

const shownNeighbours = 10;
const defaultLayers: readonly Layer[] = ['labels'];

/**
 * What the user does, carried to the host and the scene, and what the host says, kept for the view. Colours, search and
 * the record have owners of their own, which the view drives directly.
 */
export class MapController implements Disposable {
  readonly scene: Scene;
  readonly store: ViewStore;
  readonly colours: Colours;
  readonly search: Search;
  readonly focus: Focus;
  readonly actions: SelectionActions;
  readonly companion: Companion;
  readonly findings: Findings;
  readonly draft = new RegionDraft();
  readonly turning: Turning;
  readonly queries = new Queries();
  readonly scores: Scores;
  readonly lighting: Lighting;
  readonly #options: MapControllerOptions;
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<void>());
  readonly labels = this.#resources.own(new Labels(() => this.#changed.fire()));
  readonly selection = new Selection(() => this.#onSelection());
  readonly tools = new Tools(
    () => this.scene.isSpace,
    () => this.#changed.fire(),
  );
  readonly #client: RpcClient<MapCalls>;
  #title: MapTitle | undefined;
  #map: MapState = emptyMap;
  #startedAtMs = 0;
  #placeOfId: ReadonlyMap<string, number> = new Map();
  #drawing: Drawing | undefined;

  /** Something that the view shows has changed. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(options: MapControllerOptions) {
    this.#options = options;
    this.scene = options.scene;
    const client = (this.#client = this.#resources.own(new RpcClient<MapCalls>(options.port)));
    const keeper = this.#resources.own(
      new ViewKeeper((state) =>
        this.#send(client.call('view.keep', { view: { ...state, partner: undefined } })),
      ),
    );
    this.store = new ViewStore(options.viewState, (state) => {
      options.saveViewState(state);
      keeper.take(state);
    });
    this.colours = new Colours(this.store, options.theme, () => this.#restyle());
    this.focus = this.#resources.own(
      new Focus({
        store: this.store,
        scene: this.scene,
        read: (id, signal) =>
          client.call('record.show', { id, neighbours: shownNeighbours }, { signal }),
        placeOf: (id) => this.placeOf(id),
        idOf: (index) => this.#map.ids[index],
        onChange: () => this.#onFocus(),
      }),
    );
    this.search = this.#resources.own(
      new Search({
        typed: options.viewState.search ?? '',
        find: (filter, signal) => client.call('records.find', { filter }, { signal }),
        onChange: () => this.#onSearch(),
      }),
    );
    this.actions = new SelectionActions({
      client,
      selection: this.selection,
      colours: this.colours,
      scene: this.scene,
      idOf: (index) => this.#map.ids[index],
      onFailure: (error) => this.#fail(error),
    });
    this.companion = new Companion({
      scene: this.scene,
      store: this.store,
      focus: this.focus,
      selection: this.selection,
      placeOf: (id) => this.placeOf(id),
      tell: (look) => this.#send(client.call('partner.look', look)),
    });
    this.findings = this.#resources.own(new Findings(client, () => this.#changed.fire()));
    this.turning = new Turning(this.scene, this.store, () => this.#onTurn());
    this.scores = this.#resources.own(new Scores(client, () => this.#changed.fire()));
    this.lighting = new Lighting(this, () => this.#map.ids.length);
    this.#listen(options.port);
    this.#dress(options.theme);
    if (options.viewState.camera) this.scene.setCamera(options.viewState.camera);
  }

  get title(): MapTitle | undefined {
    return this.#title;
  }

  get map(): MapState {
    return this.#map;
  }

  get drawing(): Drawing | undefined {
    return this.#drawing;
  }

  /** How long the newest map has been in the making. */
  get elapsedMs(): number {
    return this.#options.now() - this.#startedAtMs;
  }

  /** Number of the point with this id, -1 where the map does not show it. */
  placeOf(id: string | undefined): number {
    return (id !== undefined ? this.#placeOfId.get(id) : undefined) ?? -1;
  }

  resizeColumn(key: string, widthPx: number): void {
    this.store.keep({ widths: { ...this.store.state.widths, [key]: widthPx } });
    this.#changed.fire();
  }

  /** Asks the host for the map. Its failures are part of what is shown. */
  async open(): Promise<void> {
    try {
      this.#setTitle(await this.#client.call('map.open', {}));
    } catch (error) {
      if (!isCancelled(error)) this.#fail(error);
    }
  }

  cancel(): void {
    this.#send(this.#client.call('map.cancel', {}));
  }

  /** Makes the map again, from what is in the index now; with other parameters where they are given. */
  restart(parameters?: MapParameters): void {
    this.scene.follow();
    this.keepCamera();
    if (this.#title === undefined) void this.open();
    else this.#send(this.#makeAgain(parameters));
  }

  isShown(layer: Layer): boolean {
    return (this.store.state.layers ?? defaultLayers).includes(layer);
  }

  toggle(layer: Layer): void {
    const { layers = defaultLayers } = this.store.state;
    const rest = layers.filter((one) => one !== layer);
    this.store.keep({ layers: rest.length < layers.length ? rest : [...rest, layer] });
    this.#changed.fire();
  }

  /** Selects and shows the next point found, or the one before (-1). */
  async showMatch(by: 1 | -1): Promise<void> {
    const id = this.#map.ids[await this.search.step(by)];
    if (id !== undefined) await this.focus.show(id);
  }

  /** Colours by the field of this name, or by none where it is empty; scores are read first. */
  async colourBy(name: string): Promise<void> {
    if (this.scores.names.includes(name)) {
      if (!(await this.scores.read(name))) return;
      this.#setColumns();
    }
    this.colours.colourBy(name);
  }

  removeQuery(id: string): void {
    this.#send(this.#client.call('query.remove', { id }));
  }

  /** Shows this map by itself again. */
  leavePartner(): void {
    this.#send(this.#client.call('partner.leave', {}));
  }

  /** Shows the points; asked again, those few too that lie far out. */
  fit(): void {
    this.scene.fit();
    this.keepCamera();
  }

  /** Keeps the part of the map that is seen, so that it comes back with the view. */
  keepCamera(): void {
    this.store.keep({ camera: this.companion.isMoved ? undefined : this.scene.camera });
    this.companion.tellCamera();
    this.#changed.fire();
  }

  setTheme(theme: Theme): void {
    this.colours.setTheme(theme);
    this.#dress(theme);
    this.#changed.fire();
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #listen(port: Port): void {
    this.#resources.own(receiveMapEvents(port, (event) => this.#receive(event)));
    this.#resources.own(
      this.scene.onDidChangeDrawing((drawing) => {
        this.#drawing = drawing;
        this.#changed.fire();
      }),
    );
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
        this.focus.restore();
        break;
      case 'map.column':
      case 'map.faithfulness':
        this.#setColumns();
        this.#restyle();
        break;
      case 'map.positions':
        this.scene.setPositions(new Float32Array(event.payload.data), event.payload.components);
        // After the end a map moves once more where it is laid on another one.
        if (this.#map.phase.at !== 'making') this.#settle();
        return;
      case 'map.queries':
        this.queries.set(event.payload.queries, (id) => this.placeOf(id));
        this.#beginScores(event.payload.queries);
        this.#restyle();
        break;
      case 'map.partner':
        this.companion.setPartner(event.payload.partner);
        break;
      case 'partner.looked':
        this.companion.follow(event.payload);
        break;
      case 'map.done':
        this.#settle();
        this.#beginScores();
        break;
      case 'map.cancelled':
      case 'map.failed':
        this.#settle();
        break;
      case 'map.progress':
    }
    this.#changed.fire();
  }

  /** The points are where they stay for now. */
  #settle(): void {
    this.scene.rest();
    this.labels.make(this.scene.positions, this.#map);
  }

  #takePoints(): void {
    const { ids, names, texts } = this.#map;
    this.#placeOfId = new Map(ids.map((id, index) => [id, index]));
    this.labels.clear();
    this.findings.reset();
    this.scene.setPositions(new Float32Array(0));
    this.scores.begin();
    this.#setColumns();
    this.search.setPoints({ ids: names, texts });
    this.queries.locate((id) => this.placeOf(id));
    this.selection.begin(
      ids.length,
      restoreSelection(this.store.state, ids, (id) => this.placeOf(id)),
    );
    this.#restyle();
    this.focus.reset();
  }

  async #makeAgain(parameters: MapParameters | undefined): Promise<void> {
    this.#setTitle(await this.#client.call('map.restart', parameters ? { parameters } : {}));
  }

  #setTitle(title: MapTitle): void {
    this.#title = title;
    const { environment, index, namespace, parameters } = title;
    this.store.keep({ target: { environment, index, namespace }, parameters });
    this.#changed.fire();
  }

  #setColumns(): void {
    this.colours.setColumns([...this.#map.columns, ...this.scores.columns]);
  }

  /** What was scored is void; where scores were the colours, they are read anew. */
  #beginScores(queries?: readonly MapQuery[]): void {
    this.scores.begin(queries);
    this.#setColumns();
    const { colourBy = '' } = this.store.state;
    if (this.#map.phase.at === 'done' && this.scores.names.includes(colourBy))
      void this.colourBy(colourBy);
  }

  #restyle(): void {
    this.lighting.refresh();
    this.#changed.fire();
  }

  #onSearch(): void {
    this.store.keep({ search: this.search.typed === '' ? undefined : this.search.typed });
    this.#restyle();
  }

  #onFocus(): void {
    this.companion.tellFocus();
    this.#changed.fire();
  }

  /** Labels are made for the plane that is seen: while it changes there are none. */
  #onTurn(): void {
    if (this.turning.isUnderWay) this.labels.clear();
    else this.#settle();
    this.keepCamera();
  }

  #onSelection(): void {
    this.store.keep(keepSelection(this.selection.points, this.#map.ids));
    this.companion.tellSelection(this.actions.ids());
    this.#restyle();
  }

  #dress({ isHighContrast }: Theme): void {
    this.scene.setPalette(this.colours.palette, isHighContrast);
  }

  #send(call: Promise<void>): void {
    void call.catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    const { message } = Failure.from(error);
    this.#map = { ...this.#map, phase: { at: 'failed', message } };
    this.#changed.fire();
  }
}
