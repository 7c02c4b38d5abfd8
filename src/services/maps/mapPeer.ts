import type { Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import type { MapLook, MapPartner } from '../../protocol/map.ts';

/**
 * Connects a map session to the map it is compared with: the partner's name, and viewport changes in both directions.
 */
export class MapPeer implements Disposable {
  readonly #changed = new Emitter<MapPartner | undefined>();
  readonly #looked = new Emitter<MapLook>();
  readonly #followed = new Emitter<MapLook>();
  readonly #left = new Emitter<void>();
  #partner: MapPartner | undefined;

  readonly onDidChange: Event<MapPartner | undefined> = this.#changed.event;
  /** Fires when the user changes the viewport or focus of this map. */
  readonly onDidLook: Event<MapLook> = this.#looked.event;
  /** Fires when this map should show the partner's viewport or focus. */
  readonly onDidFollow: Event<MapLook> = this.#followed.event;
  /** Fires when the user ends the comparison from this map. */
  readonly onDidLeave: Event<void> = this.#left.event;

  get partner(): MapPartner | undefined {
    return this.#partner;
  }

  set(partner: MapPartner | undefined): void {
    this.#partner = partner;
    this.#changed.fire(partner);
  }

  look(look: MapLook): void {
    this.#looked.fire(look);
  }

  follow(look: MapLook): void {
    this.#followed.fire(look);
  }

  leave(): void {
    this.#left.fire();
  }

  dispose(): void {
    for (const emitter of [this.#changed, this.#looked, this.#followed, this.#left])
      emitter.dispose();
  }
}
