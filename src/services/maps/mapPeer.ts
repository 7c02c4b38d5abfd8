import type { Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import type { MapViewChange, ComparedMap } from '../../protocol/map.ts';

/**
 * Connects a map session to the map it is compared with: the compared map's name, and viewport changes in both directions.
 */
export class MapPeer implements Disposable {
  readonly #changed = new Emitter<ComparedMap | undefined>();
  readonly #viewChanged = new Emitter<MapViewChange>();
  readonly #shown = new Emitter<MapViewChange>();
  readonly #ended = new Emitter<void>();
  #comparedMap: ComparedMap | undefined;
  #shownView: MapViewChange = {};

  readonly onDidChange: Event<ComparedMap | undefined> = this.#changed.event;
  /** Fires when the user changes the viewport or focus of this map. */
  readonly onDidChangeView: Event<MapViewChange> = this.#viewChanged.event;
  /** Fires when this map should show the compared map's viewport or focus. */
  readonly onDidShow: Event<MapViewChange> = this.#shown.event;
  /** Fires when the user ends the comparison from this map. */
  readonly onDidEnd: Event<void> = this.#ended.event;

  get comparedMap(): ComparedMap | undefined {
    return this.#comparedMap;
  }

  /** What this map should show of the compared map's view, also when it opens later. */
  get shownView(): MapViewChange {
    return this.#shownView;
  }

  set(comparedMap: ComparedMap | undefined): void {
    this.#comparedMap = comparedMap;
    const { camera: _ofEarlierAlignment, ...rest } = this.#shownView;
    this.#shownView = comparedMap === undefined ? {} : rest;
    this.#changed.fire(comparedMap);
  }

  changeView(change: MapViewChange): void {
    const overridden = new Set(Object.keys(change));
    const kept = Object.entries(this.#shownView).filter(([part]) => !overridden.has(part));
    this.#shownView = Object.fromEntries(kept);
    this.#viewChanged.fire(change);
  }

  show(change: MapViewChange): void {
    this.#shownView = { ...this.#shownView, ...change };
    this.#shown.fire(change);
  }

  end(): void {
    this.#ended.fire();
  }

  dispose(): void {
    for (const emitter of [this.#changed, this.#viewChanged, this.#shown, this.#ended])
      emitter.dispose();
  }
}
