import type { MapViewChange, ComparedMap } from '../../../src/protocol/map.ts';
import { isSameCamera, type Camera } from '../camera/camera.ts';
import type { Focus } from '../focus.ts';
import type { Scene } from '../drawing/scene.ts';
import type { Selection } from '../selection/selection.ts';
import type { ViewStore } from '../viewStore.ts';

export type MapComparisonOptions = {
  readonly scene: Scene;
  readonly store: ViewStore;
  readonly focus: Focus;
  readonly selection: Selection;
  readonly indexOf: (id: string) => number;
  readonly send: (change: MapViewChange) => void;
};

/** Synchronizes the view with the compared map: sends changes of this view, and applies changes of the other. */
export class MapComparison {
  readonly #options: MapComparisonOptions;
  #comparedMap: ComparedMap | undefined;
  /** True while a change of the other map is applied, so that it is not sent back. */
  #isApplying = false;
  #lastFocus: string | undefined;
  /** The camera that both maps were last given. */
  #sharedCamera: Camera | undefined;

  constructor(options: MapComparisonOptions) {
    this.#options = options;
  }

  get comparedMap(): ComparedMap | undefined {
    return this.#comparedMap;
  }

  /** Whether both maps are shown in the same coordinates. */
  get isAligned(): boolean {
    return this.#comparedMap?.comparison?.disparity !== undefined;
  }

  /** Whether this map is shown in the coordinates of the compared map. */
  get isMoved(): boolean {
    return this.isAligned && this.#comparedMap?.isReference === false;
  }

  setComparedMap(comparedMap: ComparedMap | undefined): void {
    const wasMoved = this.isMoved;
    this.#comparedMap = comparedMap;
    this.#options.store.update({
      comparedMap: comparedMap && {
        target: comparedMap.target,
        isReference: comparedMap.isReference,
      },
    });
    // The camera belongs to the coordinates of the other map.
    if (wasMoved && !this.isMoved) this.#options.scene.autoFit();
    this.#sharedCamera = undefined;
    this.sendReferenceCamera();
  }

  /** Sends the camera if the other map does not have it yet. Only aligned maps share a camera. */
  sendCamera(): void {
    const camera = this.#options.scene.view?.camera;
    if (!this.isAligned || camera === undefined || isSameCamera(camera, this.#sharedCamera)) return;
    this.#sharedCamera = camera;
    this.#send({ camera });
  }

  /** Sends the camera if this is the reference map, whose automatic fit holds for both. */
  sendReferenceCamera(): void {
    if (this.#comparedMap?.isReference === true) this.sendCamera();
  }

  sendFocus(): void {
    const { id } = this.#options.focus;
    if (id === this.#lastFocus) return;
    this.#lastFocus = id;
    this.#send({ focus: id ?? null });
    // The focused record may have been panned into view.
    if (this.#sharedCamera !== undefined) this.sendCamera();
  }

  sendSelection(ids: readonly string[]): void {
    this.#send({ selection: ids });
  }

  /** Applies a change of the other map's view, as far as this map has the same points. */
  show({ camera, focus, selection }: MapViewChange): void {
    const { scene, store } = this.#options;
    this.#isApplying = true;
    try {
      if (camera !== undefined) {
        this.#sharedCamera = camera;
        scene.setCamera(camera);
        if (!this.isMoved) store.update({ camera });
      }
      if (focus !== undefined) this.#focusOn(focus);
      // Both maps show the same area, also where the record lies outside of it on this one.
      if (this.isAligned && this.#sharedCamera !== undefined) scene.setCamera(this.#sharedCamera);
      if (selection !== undefined) this.#select(selection);
    } finally {
      this.#isApplying = false;
    }
  }

  #focusOn(id: string | null): void {
    const { focus, indexOf } = this.#options;
    const isHere = id !== null && indexOf(id) >= 0;
    this.#lastFocus = isHere ? id : undefined;
    if (isHere) void focus.show(id);
    else focus.select(undefined);
  }

  #select(ids: readonly string[]): void {
    const { selection, indexOf } = this.#options;
    const places = ids.map(indexOf).filter((place) => place >= 0);
    selection.change(Uint32Array.from(places), 'replace');
  }

  #send(change: MapViewChange): void {
    if (this.#comparedMap !== undefined && !this.#isApplying) this.#options.send(change);
  }
}
