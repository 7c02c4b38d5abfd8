import { Disposables, type Disposable } from '../../src/common/disposables.ts';
import { Emitter, type Event } from '../../src/common/emitter.ts';
import { RpcClient, type Port } from '../../src/common/rpc.ts';
import type { MapParameters } from '../../src/model/map/map.ts';
import type { MapCalls, MapTitle } from '../../src/protocol/map.ts';
import { ColourSources } from './colours/colourSources.ts';
import { PointColours } from './colours/pointColours.ts';
import type { Theme } from './colours/theme.ts';
import { MapComparison } from './comparison/mapComparison.ts';
import type { Drawing, Scene } from './drawing/scene.ts';
import { Findings } from './findings/findings.ts';
import { Focus } from './focus.ts';
import { subscribeToMap, finishLayout } from './mapSubscriptions.ts';
import { Labels } from './labels/labels.ts';
import { LayerVisibility } from './layerVisibility.ts';
import { PointHighlighting } from './pointHighlighting.ts';
import { MapRun } from './mapRun/mapRun.ts';
import { MapFeed } from './mapFeed.ts';
import { parsePointKey } from '../../src/model/map/pointKey.ts';
import { Queries, type MissedRecord } from './queries/queries.ts';
import { Scores } from './queries/scores.ts';
import { MapSearch } from './search/mapSearch.ts';
import { saveSelection } from './selection/savedSelection.ts';
import { RegionDraft } from './selection/region.ts';
import { Selection } from './selection/selection.ts';
import type { MapState } from './shared/mapState.ts';
import { SelectionActions } from './selection/selectionActions.ts';
import { RotationControl } from './space/rotationControl.ts';
import { SidePanel } from './sidePanel.ts';
import { Tools } from './tools.ts';
import type { Layer, TableSort, ViewState } from './viewState.ts';
import { ViewStateThrottle } from './viewStateThrottle.ts';
import { ViewStore } from './viewStore.ts';

export type MapControllerOptions = {
  readonly port: Port;
  readonly scene: Scene;
  readonly viewState: ViewState;
  readonly saveViewState: (state: ViewState) => void;
  readonly theme: Theme;
  /** Whether the view is too narrow for a side panel beside the picture. Default: never. */
  readonly isNarrow?: () => boolean;
  readonly now: () => number;
};

const shownNeighbours = 10;

/**
 * Builds the parts of a map view, and connects them to each other and to the host. Components use the parts directly.
 */
export class MapController implements Disposable {
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<void>());
  /** Fires after each change that components show. */
  readonly onDidChange: Event<void> = this.#changed.event;
  readonly scene: Scene;
  readonly feed: MapFeed;
  readonly mapRun: MapRun;
  readonly store: ViewStore;
  readonly colours: PointColours;
  readonly colourSources: ColourSources;
  readonly search: MapSearch;
  readonly focus: Focus;
  readonly actions: SelectionActions;
  readonly comparison: MapComparison;
  readonly findings: Findings;
  readonly draft = new RegionDraft();
  readonly rotationControl: RotationControl;
  readonly queries = new Queries();
  readonly scores: Scores;
  readonly layers: LayerVisibility;
  readonly side: SidePanel;
  readonly highlighting: PointHighlighting;
  readonly labels = this.#resources.own(new Labels(() => this.#changed.fire()));
  readonly selection = new Selection(() => this.#onSelection());
  readonly tools = new Tools(
    () => this.scene.isSpace,
    () => this.#changed.fire(),
  );
  readonly #client: RpcClient<MapCalls>;
  #drawing: Drawing | undefined;

  constructor(options: MapControllerOptions) {
    const { port, scene, viewState, saveViewState, theme, now, isNarrow = () => false } = options;
    const own = <T extends Disposable>(resource: T): T => this.#resources.own(resource);
    const changed = (): void => this.#changed.fire();
    const client = (this.#client = own(new RpcClient<MapCalls>(port)));
    const throttle = own(new ViewStateThrottle((state) => this.#saveView(state)));
    const store = (this.store = new ViewStore(viewState, (state) => {
      saveViewState(state);
      throttle.take(state);
    }));
    this.scene = scene;
    const feed = (this.feed = own(new MapFeed(port, now)));
    this.mapRun = new MapRun(client, feed, store, changed);
    this.side = new SidePanel(store, isNarrow, changed);
    this.layers = new LayerVisibility(store, (layer) => this.#onLayer(layer));
    this.colours = new PointColours(store, theme, () => this.#restyle());
    this.focus = own(this.#createFocus());
    this.search = own(
      new MapSearch({
        typed: viewState.search ?? '',
        isByMeaning: viewState.isByMeaning ?? false,
        find: (filter, signal) => client.call('records.find', { filter }, { signal }),
        findTexts: (words, signal) => client.call('texts.find', { words }, { signal }),
        findByMeaning: (text, signal) => client.call('meaning.find', { text }, { signal }),
        indexOf: (id) => feed.indexOf(id),
        onChange: () => this.#onSearch(),
      }),
    );
    this.actions = this.#createActions();
    this.comparison = this.#createCompanion();
    this.findings = own(new Findings(client, changed));
    this.rotationControl = new RotationControl(scene, store, () => this.#onRotation());
    this.scores = own(new Scores(client, changed));
    this.colourSources = new ColourSources(feed, store, this.colours, this.scores);
    this.highlighting = new PointHighlighting(this, () => feed.map.ids.length);
    subscribeToMap(this);
    this.#listen();
    this.#dress(theme);
    if (viewState.camera) scene.setCamera(viewState.camera);
  }

  get map(): MapState {
    return this.feed.map;
  }

  get title(): MapTitle | undefined {
    return this.mapRun.title;
  }

  get drawing(): Drawing | undefined {
    return this.#drawing;
  }

  /** Restarts the map and fits all points automatically. */
  restart(parameters?: MapParameters): void {
    this.scene.autoFit();
    this.saveCamera();
    this.mapRun.restart(parameters);
  }

  /** Selects and shows the next search match, or the previous one (-1). */
  async showMatch(by: 1 | -1): Promise<void> {
    const id = this.feed.idOf(await this.search.step(by));
    if (id !== undefined) await this.focus.show(id);
  }

  /** Returns the title of a record if it is known, else its id. */
  nameOf({ id, index }: MissedRecord): string {
    return this.map.titles[index] || (this.map.names[index] ?? parsePointKey(id, '').id);
  }

  removeQuery(id: string): void {
    this.mapRun.send(this.#client.call('query.remove', { id }));
  }

  /** Ends the comparison with another map. */
  endComparison(): void {
    this.mapRun.send(this.#client.call('comparison.end', {}));
  }

  /** Fits all points except outliers; a second call includes the outliers. */
  fit(): void {
    this.scene.fit();
    this.saveCamera();
  }

  /** Saves the camera in the view state. */
  saveCamera(): void {
    this.store.update({ camera: this.comparison.isMoved ? undefined : this.scene.camera });
    this.comparison.sendCamera();
    this.#changed.fire();
  }

  resizeColumn(key: string, widthPx: number): void {
    this.store.update({ widths: { ...this.store.state.widths, [key]: widthPx } });
    this.#changed.fire();
  }

  sortTable(sort: TableSort | undefined): void {
    this.store.update({ sort });
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
      indexOf: (id) => feed.indexOf(id),
      idOf: (index) => feed.idOf(index),
      read: (id, signal) => {
        this.side.open();
        return this.#client.call('record.show', { id, neighbours: shownNeighbours }, { signal });
      },
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
      onFailure: (error) => this.mapRun.fail(error),
    });
  }

  #createCompanion(): MapComparison {
    const { scene, store, focus, selection } = this;
    return new MapComparison({
      scene,
      store,
      focus,
      selection,
      indexOf: (id) => this.feed.indexOf(id),
      send: (change) => this.mapRun.send(this.#client.call('comparison.viewChanged', change)),
    });
  }

  #listen(): void {
    const { feed, scene } = this;
    // The scene draws positions; no component shows them.
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
    this.#resources.own(scene.onDidDraw(() => this.comparison.sendReferenceCamera()));
  }

  /** Saves the view state in the workspace, without the comparison, which belongs to the panel. */
  #saveView(state: ViewState): void {
    const view = { ...state, comparedMap: undefined };
    this.mapRun.send(this.#client.call('view.save', { view }));
  }

  #restyle(): void {
    this.highlighting.refresh();
    this.labels.colourBy(this.colours.column);
    this.#changed.fire();
  }

  #onSearch(): void {
    const { typed, isByMeaning } = this.search;
    this.store.update({
      search: typed === '' ? undefined : typed,
      isByMeaning: isByMeaning || undefined,
    });
    this.#restyle();
  }

  /** Findings are in the side panel, and the other layers on the picture. */
  #onLayer(layer: Layer): void {
    if (layer === 'findings' && this.layers.isShown(layer)) this.side.open();
    this.#changed.fire();
  }

  #onFocus(): void {
    this.comparison.sendFocus();
    this.#changed.fire();
  }

  /** Labels belong to the current projection: they are hidden while the map rotates. */
  #onRotation(): void {
    if (this.rotationControl.isRotating) this.labels.clear();
    else finishLayout(this);
    this.saveCamera();
  }

  #onSelection(): void {
    this.store.update(saveSelection(this.selection.points, this.feed.map.ids));
    this.comparison.sendSelection(this.actions.ids());
    this.#restyle();
  }

  #dress({ isHighContrast }: Theme): void {
    this.scene.setPalette(this.colours.palette, isHighContrast);
  }
}
