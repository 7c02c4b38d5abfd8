import type { PointColours } from './colours/pointColours.ts';
import type { MapComparison } from './comparison/mapComparison.ts';
import type { Scene } from './drawing/scene.ts';
import type { Labels } from './labels/labels.ts';
import type { LayerVisibility } from './layerVisibility.ts';
import type { MapFeed } from './mapFeed.ts';
import { finishLayout } from './mapSubscriptions.ts';
import type { PointHighlighting } from './pointHighlighting.ts';
import type { MapSearch } from './search/mapSearch.ts';
import { saveSelection } from './selection/savedSelection.ts';
import type { Selection } from './selection/selection.ts';
import type { SelectionActions } from './selection/selectionActions.ts';
import type { SidePanel } from './sidePanel.ts';
import type { RotationControl } from './space/rotationControl.ts';
import type { Layer } from './viewState.ts';
import type { ViewStore } from './viewStore.ts';

type Parts = {
  readonly feed: MapFeed;
  readonly store: ViewStore;
  readonly scene: Scene;
  readonly actions: SelectionActions;
  readonly colours: PointColours;
  readonly comparison: MapComparison;
  readonly highlighting: PointHighlighting;
  readonly labels: Labels;
  readonly layers: LayerVisibility;
  readonly rotationControl: RotationControl;
  readonly search: MapSearch;
  readonly selection: Selection;
  readonly side: SidePanel;
};

/** Passes a change of one part of a map view on to the other parts, then to the components. */
export class PartChanges {
  readonly #parts: Parts;
  readonly #show: () => void;

  /** `show` is called after each change. The parts are read when one of them changes. */
  constructor(parts: Parts, show: () => void) {
    this.#parts = parts;
    this.#show = show;
  }

  onColours(): void {
    const { highlighting, labels, colours } = this.#parts;
    highlighting.refresh();
    labels.colourBy(colours.column);
    this.#show();
  }

  onSearch(): void {
    const { typed, isByMeaning } = this.#parts.search;
    this.#parts.store.update({
      search: typed === '' ? undefined : typed,
      isByMeaning: isByMeaning || undefined,
    });
    this.onColours();
  }

  onSelection(): void {
    const { store, selection, feed, comparison, actions } = this.#parts;
    store.update(saveSelection(selection.points, feed.map.ids));
    comparison.sendSelection(actions.ids());
    this.onColours();
  }

  onFocus(): void {
    this.#parts.comparison.sendFocus();
    this.#show();
  }

  /** Findings are in the side panel, and the other layers on the picture. */
  onLayer(layer: Layer): void {
    const { layers, side } = this.#parts;
    if (layer === 'findings' && layers.isShown(layer)) side.open();
    this.#show();
  }

  /** Labels belong to the current projection: they are hidden while the map rotates. */
  onRotation(): void {
    const { rotationControl, labels } = this.#parts;
    if (rotationControl.isRotating) labels.clear();
    else finishLayout(this.#parts);
    this.onCamera();
  }

  /** Saves the camera in the view state. */
  onCamera(): void {
    const { store, comparison, scene } = this.#parts;
    store.update({ camera: comparison.isMoved ? undefined : scene.camera });
    comparison.sendCamera();
    this.#show();
  }
}
