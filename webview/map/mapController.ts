import { Disposables, type Disposable } from '../../src/common/disposables.ts';
import { Emitter, type Event } from '../../src/common/emitter.ts';
import { RpcClient, type Port } from '../../src/common/rpc.ts';
import type { MapParameters } from '../../src/model/map/map.ts';
import type { MapCalls, MapTitle } from '../../src/protocol/map.ts';
import { Colouring } from './colours/colouring.ts';
import { Colours } from './colours/colours.ts';
import type { Theme } from './colours/theme.ts';
import { Companion } from './companion/companion.ts';
import type { Drawing, Scene } from './drawing/scene.ts';
import { Findings } from './findings/findings.ts';
import { Focus } from './focus.ts';
import { followMap, settlePoints } from './followMap.ts';
import { Labels } from './labels/labels.ts';
import { Layers } from './layers.ts';
import { Lighting } from './lighting.ts';
import { MapMaking } from './making/mapMaking.ts';
import { MapFeed } from './mapFeed.ts';
import { Queries } from './queries/queries.ts';
import { Scores } from './queries/scores.ts';
import { Search } from './search/searching.ts';
import { keepSelection } from './selection/keptSelection.ts';
import { RegionDraft } from './selection/region.ts';
import { Selection } from './selection/selection.ts';
import type { MapState } from './shared/mapState.ts';
import { SelectionActions } from './selection/selectionActions.ts';
import { Turning } from './space/turning.ts';
import { Tools } from './tools.ts';
import type { ViewState } from './viewState.ts';
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

/** The parts of a map's view, joined to each other and to the host. Views drive the parts directly. */
export class MapController implements Disposable {
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<void>());
  /** Something that the view shows has changed. */
  readonly onDidChange: Event<void> = this.#changed.event;
  readonly scene: Scene;
  readonly feed: MapFeed;
  readonly making: MapMaking;
  readonly store: ViewStore;
  readonly colours: Colours;
  readonly colouring: Colouring;
  readonly search: Search;
  readonly focus: Focus;
  readonly actions: SelectionActions;
  readonly companion: Companion;
  readonly findings: Findings;
  readonly draft = new RegionDraft();
  readonly turning: Turning;
  readonly queries = new Queries();
  readonly scores: Scores;
  readonly layers: Layers;
  readonly lighting: Lighting;
  readonly labels = this.#resources.own(new Labels(() => this.#changed.fire()));
  readonly selection = new Selection(() => this.#onSelection());
  readonly tools = new Tools(
    () => this.scene.isSpace,
    () => this.#changed.fire(),
  );
  readonly #client: RpcClient<MapCalls>;
  #drawing: Drawing | undefined;

  constructor({ port, scene, viewState, saveViewState, theme, now }: MapControllerOptions) {
    const own = <T extends Disposable>(resource: T): T => this.#resources.own(resource);
    const changed = (): void => this.#changed.fire();
    const client = (this.#client = own(new RpcClient<MapCalls>(port)));
    const keeper = own(new ViewKeeper((state) => this.#keepView(state)));
    const store = (this.store = new ViewStore(viewState, (state) => {
      saveViewState(state);
      keeper.take(state);
    }));
    this.scene = scene;
    const feed = (this.feed = own(new MapFeed(port, now)));
    this.making = new MapMaking(client, feed, store, changed);
    this.layers = new Layers(store, changed);
    this.colours = new Colours(store, theme, () => this.#restyle());
    this.focus = own(this.#createFocus());
    this.search = own(
      new Search({
        typed: viewState.search ?? '',
        find: (filter, signal) => client.call('records.find', { filter }, { signal }),
        onChange: () => this.#onSearch(),
      }),
    );
    this.actions = this.#createActions();
    this.companion = this.#createCompanion();
    this.findings = own(new Findings(client, changed));
    this.turning = new Turning(scene, store, () => this.#onTurn());
    this.scores = own(new Scores(client, changed));
    this.colouring = new Colouring(feed, store, this.colours, this.scores);
    this.lighting = new Lighting(this, () => feed.map.ids.length);
    followMap(this);
    this.#listen();
    this.#dress(theme);
    if (viewState.camera) scene.setCamera(viewState.camera);
  }

  get map(): MapState {
    return this.feed.map;
  }

  get title(): MapTitle | undefined {
    return this.making.title;
  }

  get drawing(): Drawing | undefined {
    return this.#drawing;
  }

  /** Makes the map again, shown from the beginning. */
  restart(parameters?: MapParameters): void {
    this.scene.follow();
    this.keepCamera();
    this.making.restart(parameters);
  }

  /** Selects and shows the next point found, or the one before (-1). */
  async showMatch(by: 1 | -1): Promise<void> {
    const id = this.feed.idOf(await this.search.step(by));
    if (id !== undefined) await this.focus.show(id);
  }

  removeQuery(id: string): void {
    this.making.send(this.#client.call('query.remove', { id }));
  }

  /** Ends the comparison with another map. */
  leavePartner(): void {
    this.making.send(this.#client.call('partner.leave', {}));
  }

  /** Shows all points but a few outliers; called again, the outliers too. */
  fit(): void {
    this.scene.fit();
    this.keepCamera();
  }

  /** Keeps the visible part of the map in the state of the view. */
  keepCamera(): void {
    this.store.keep({ camera: this.companion.isMoved ? undefined : this.scene.camera });
    this.companion.tellCamera();
    this.#changed.fire();
  }

  resizeColumn(key: string, widthPx: number): void {
    this.store.keep({ widths: { ...this.store.state.widths, [key]: widthPx } });
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

  #createFocus(): Focus {
    const { store, scene, feed } = this;
    return new Focus({
      store,
      scene,
      placeOf: (id) => feed.placeOf(id),
      idOf: (index) => feed.idOf(index),
      read: (id, signal) =>
        this.#client.call('record.show', { id, neighbours: shownNeighbours }, { signal }),
      onChange: () => this.#onFocus(),
    });
  }

  #createActions(): SelectionActions {
    const { scene, selection, colours } = this;
    return new SelectionActions({
      client: this.#client,
      scene,
      selection,
      colours,
      idOf: (index) => this.feed.idOf(index),
      onFailure: (error) => this.making.fail(error),
    });
  }

  #createCompanion(): Companion {
    const { scene, store, focus, selection } = this;
    return new Companion({
      scene,
      store,
      focus,
      selection,
      placeOf: (id) => this.feed.placeOf(id),
      tell: (look) => this.making.send(this.#client.call('partner.look', look)),
    });
  }

  #listen(): void {
    const { feed, scene } = this;
    // Positions are drawn by the scene; nothing else shows them.
    this.#resources.own(
      feed.onDidChange((type) => {
        if (type !== 'positions') this.#changed.fire();
      }),
    );
    this.#resources.own(
      scene.onDidChangeDrawing((drawing) => {
        this.#drawing = drawing;
        this.#changed.fire();
      }),
    );
  }

  /** In the workspace; which map it is compared with belongs to the panel alone. */
  #keepView(state: ViewState): void {
    const view = { ...state, partner: undefined };
    this.making.send(this.#client.call('view.keep', { view }));
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

  /** Labels belong to the visible plane: while it turns there are none. */
  #onTurn(): void {
    if (this.turning.isUnderWay) this.labels.clear();
    else settlePoints(this);
    this.keepCamera();
  }

  #onSelection(): void {
    this.store.keep(keepSelection(this.selection.points, this.feed.map.ids));
    this.companion.tellSelection(this.actions.ids());
    this.#restyle();
  }

  #dress({ isHighContrast }: Theme): void {
    this.scene.setPalette(this.colours.palette, isHighContrast);
  }
}
