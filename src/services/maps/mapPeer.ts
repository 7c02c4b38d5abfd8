import type { Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import type { MapLook, MapPartner } from '../../protocol/map.ts';

/** What joins a map to another one beside it: who that is, and what is looked at in either. */
export class MapPeer implements Disposable {
  readonly #changed = new Emitter<MapPartner | undefined>();
  readonly #looked = new Emitter<MapLook>();
  readonly #followed = new Emitter<MapLook>();
  readonly #left = new Emitter<void>();
  #partner: MapPartner | undefined;

  readonly onDidChange: Event<MapPartner | undefined> = this.#changed.event;
  /** The user looks at something else in this map. */
  readonly onDidLook: Event<MapLook> = this.#looked.event;
  /** This map shall show what is looked at in the other one. */
  readonly onDidFollow: Event<MapLook> = this.#followed.event;
  /** The user wants this map by itself. */
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
