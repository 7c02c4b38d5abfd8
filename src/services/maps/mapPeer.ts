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

  set(comparedMap: ComparedMap | undefined): void {
    this.#comparedMap = comparedMap;
    this.#changed.fire(comparedMap);
  }

  changeView(change: MapViewChange): void {
    this.#viewChanged.fire(change);
  }

  show(change: MapViewChange): void {
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
