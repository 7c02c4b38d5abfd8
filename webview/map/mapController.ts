import { Disposables, type Disposable } from '../../src/common/disposables.ts';
import { Emitter, type Event } from '../../src/common/emitter.ts';
import { RpcClient, type Port } from '../../src/common/rpc.ts';
import type { MapParameters } from '../../src/model/map/map.ts';
import type { MapCalls, MapTitle, PointDetails } from '../../src/protocol/map.ts';
import { ColourSources } from './colours/colourSources.ts';
import { PointColours } from './colours/pointColours.ts';
import type { Theme } from './colours/theme.ts';
import { MapComparison } from './comparison/mapComparison.ts';
import type { Scene } from './drawing/scene.ts';
import { Findings } from './findings/findings.ts';
import { Focus } from './focus.ts';
import { subscribeToMap } from './mapSubscriptions.ts';
import { Labels } from './labels/labels.ts';
import { LayerVisibility } from './layerVisibility.ts';
import { PartChanges } from './partChanges.ts';
import { PointHighlighting } from './pointHighlighting.ts';
import { MapRun } from './mapRun/mapRun.ts';
import { MapFeed } from './mapFeed.ts';
import { Queries } from './queries/queries.ts';
import { Scores } from './queries/scores.ts';
import { MapSearch } from './search/mapSearch.ts';
import { searchCalls } from './search/searchCalls.ts';
import { RegionDraft } from './selection/region.ts';
import { Selection } from './selection/selection.ts';
import type { MapState } from './shared/mapState.ts';
import { SelectionActions } from './selection/selectionActions.ts';
import { RotationControl } from './space/rotationControl.ts';
import { SidePanel } from './sidePanel.ts';
import { Tools } from './tools.ts';
import type { TableSort, ViewState } from './viewState.ts';
import { ViewStateThrottle } from './viewStateThrottle.ts';
import { ViewStore } from './viewStore.ts';

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
  readonly #changes = new PartChanges(this, () => this.#changed.fire());
  readonly labels = this.#resources.own(new Labels(() => this.#changed.fire()));
  readonly selection = new Selection(() => this.#changes.onSelection());
  readonly tools = new Tools(
    () => this.scene.isSpace,
    () => this.#changed.fire(),
  );

  constructor(options: MapControllerOptions) {
    const { port, scene, viewState, saveViewState, theme, now, isNarrow = () => false } = options;
    const own = <T extends Disposable>(resource: T): T => this.#resources.own(resource);
    const changed = (): void => this.#changed.fire();
    const changes = this.#changes;
    const client = own(new RpcClient<MapCalls>(port));
    this.scene = scene;
    const feed = (this.feed = own(new MapFeed(port, now)));
    const store = (this.store = new ViewStore(viewState, (state) => {
      saveViewState(state);
      throttle.take(state);
    }));
    const mapRun = (this.mapRun = new MapRun(client, feed, store, changed));
    const throttle = own(new ViewStateThrottle((state) => mapRun.saveView(state)));
    const side = (this.side = new SidePanel(store, isNarrow, changed));
    this.layers = new LayerVisibility(store, (layer) => changes.onLayer(layer));
    const colours = (this.colours = new PointColours(store, theme, () => changes.onColours()));
    const read = (id: string, signal: AbortSignal): Promise<PointDetails> => {
      side.open();
      return client.call('record.show', { id, neighbours: shownNeighbours }, { signal });
    };
    const focus = new Focus({ store, scene, feed, read, onChange: () => changes.onFocus() });
    this.focus = own(focus);
    this.search = own(
      new MapSearch({
        ...searchCalls(client, feed),
        typed: viewState.search ?? '',
        isByMeaning: viewState.isByMeaning ?? false,
        onChange: () => changes.onSearch(),
      }),
    );
    const { selection } = this;
    this.actions = new SelectionActions({ client, scene, selection, colours, feed, mapRun });
    this.comparison = new MapComparison({
      scene,
      store,
      focus,
      selection,
      indexOf: (id) => feed.indexOf(id),
      send: (change) => mapRun.send(client.call('comparison.viewChanged', change)),
    });
    this.findings = own(new Findings(client, changed));
    this.rotationControl = new RotationControl(scene, store, () => changes.onRotation());
    this.scores = own(new Scores(client, changed));
    this.colourSources = new ColourSources(feed, store, colours, this.scores);
    this.highlighting = new PointHighlighting(this, () => feed.map.ids.length);
    subscribeToMap(this);
    // The scene draws positions; no component shows them.
    own(feed.onDidChange((type) => type !== 'positions' && changed()));
    own(scene.onDidChangeDrawing(changed));
    own(scene.onDidDraw(() => this.comparison.sendReferenceCamera()));
    scene.setPalette(colours.palette, theme.isHighContrast);
    if (viewState.camera) scene.setCamera(viewState.camera);
  }

  get map(): MapState {
    return this.feed.map;
  }

  get title(): MapTitle | undefined {
    return this.mapRun.title;
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

  /** Fits all points except outliers; a second call includes the outliers. */
  fit(): void {
    this.scene.fit();
    this.saveCamera();
  }

  /** Saves the camera in the view state. */
  saveCamera(): void {
    this.#changes.onCamera();
  }

  /** Saves a change of the view that no part depends on. */
  updateView(change: Pick<ViewState, 'widths'> | { readonly sort: TableSort | undefined }): void {
    this.store.update(change);
    this.#changed.fire();
  }

  setTheme(theme: Theme): void {
    this.colours.setTheme(theme);
    this.scene.setPalette(this.colours.palette, theme.isHighContrast);
    this.#changed.fire();
  }

  dispose(): void {
    this.#resources.dispose();
  }
}

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
