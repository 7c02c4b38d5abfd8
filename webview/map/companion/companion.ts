import type { MapLook, MapPartner } from '../../../src/protocol/map.ts';
import type { Focus } from '../focus.ts';
import type { Scene } from '../drawing/scene.ts';
import type { Selection } from '../selection/selection.ts';
import type { ViewStore } from '../viewStore.ts';

export type CompanionOptions = {
  readonly scene: Scene;
  readonly store: ViewStore;
  readonly focus: Focus;
  readonly selection: Selection;
  readonly placeOf: (id: string) => number;
  readonly tell: (look: MapLook) => void;
};

/** Keeps step with the map beside this one: what is looked at here is told, what is looked at there is shown. */
export class Companion {
  readonly #options: CompanionOptions;
  #partner: MapPartner | undefined;
  /** What the other map shows is not told back to it. */
  #isFollowing = false;
  #lastFocus: string | undefined;

  constructor(options: CompanionOptions) {
    this.#options = options;
  }

  get partner(): MapPartner | undefined {
    return this.#partner;
  }

  /** Whether this map is shown in the places of the other one. */
  get isMoved(): boolean {
    const { isReference = true, comparison } = this.#partner ?? {};
    return !isReference && comparison?.disparity !== undefined;
  }

  setPartner(partner: MapPartner | undefined): void {
    const wasMoved = this.isMoved;
    this.#partner = partner;
    this.#options.store.keep({
      partner: partner && { target: partner.target, isReference: partner.isReference },
    });
    // Where it was seen is somewhere else now.
    if (wasMoved && !this.isMoved) this.#options.scene.follow();
    if (partner?.isReference === true) this.tellCamera();
  }

  /** Only maps that are aligned can be seen through the same camera. */
  tellCamera(): void {
    const camera = this.#options.scene.view?.camera;
    const isAligned = this.#partner?.comparison?.disparity !== undefined;
    if (isAligned && camera !== undefined) this.#tell({ camera });
  }

  tellFocus(): void {
    const { id } = this.#options.focus;
    if (id === this.#lastFocus) return;
    this.#lastFocus = id;
    this.#tell({ focus: id ?? null });
  }

  tellSelection(ids: readonly string[]): void {
    this.#tell({ selection: ids });
  }

  /** Shows what is looked at in the other map, as far as this one has it. */
  follow({ camera, focus, selection }: MapLook): void {
    const { scene, store } = this.#options;
    this.#isFollowing = true;
    try {
      if (camera !== undefined) {
        scene.setCamera(camera);
        if (!this.isMoved) store.keep({ camera });
      }
      if (focus !== undefined) this.#focusOn(focus);
      if (selection !== undefined) this.#select(selection);
    } finally {
      this.#isFollowing = false;
    }
  }

  #focusOn(id: string | null): void {
    const { focus, placeOf } = this.#options;
    const isHere = id !== null && placeOf(id) >= 0;
    this.#lastFocus = isHere ? id : undefined;
    if (isHere) void focus.show(id);
    else focus.select(undefined);
  }

  #select(ids: readonly string[]): void {
    const { selection, placeOf } = this.#options;
    const places = ids.map(placeOf).filter((place) => place >= 0);
    selection.change(Uint32Array.from(places), 'replace');
  }

  #tell(look: MapLook): void {
    if (this.#partner !== undefined && !this.#isFollowing) this.#options.tell(look);
  }
}
