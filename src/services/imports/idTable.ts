import { hashOf } from '../../model/idDigest.ts';

/**
 * A set of ids that keeps a hash of 64 bits and the place where each id was first seen, in 16 to 54 bytes an id. The probability
 * that any two of a million ids have the same hash is below one in ten million.
 */
export class IdTable {
  #capacity = firstCapacity;
  #hashes = new Uint32Array(2 * firstCapacity);
  /** Place in the file; 0 where the slot is empty. Negative once the id is settled. */
  #places = new Float64Array(firstCapacity);
  #count = 0;
  #settled = 0;

  get count(): number {
    return this.#count;
  }

  get unsettled(): number {
    return this.#count - this.#settled;
  }

  /** Adds an id that was seen at a place above 0. Returns the place where it was seen before; `undefined` if it is new. */
  add(namespace: string, id: string, place: number): number | undefined {
    if (this.#count >= this.#capacity * maxLoad) this.#grow();
    const hash = hashIn(namespace, id);
    const slot = this.#slotOf(hash);
    const seen = this.#places[slot] ?? 0;
    if (seen !== 0) return Math.abs(seen);
    this.#put(slot, hash, place);
    this.#count++;
    return undefined;
  }

  /** Marks an id as one that needs no further look. Returns its place; `undefined` for an id that was not added. */
  settle(namespace: string, id: string): number | undefined {
    const slot = this.#slotOf(hashIn(namespace, id));
    const place = this.#places[slot] ?? 0;
    if (place === 0) return undefined;
    if (place > 0) {
      this.#places[slot] = -place;
      this.#settled++;
    }
    return Math.abs(place);
  }

  isSettled(namespace: string, id: string): boolean {
    return (this.#places[this.#slotOf(hashIn(namespace, id))] ?? 0) < 0;
  }

  /** Returns the slot of a hash, or the empty one where it belongs. */
  #slotOf([first, second]: readonly [number, number]): number {
    const mask = this.#capacity - 1;
    let slot = first & mask;
    while (this.#places[slot] !== 0) {
      if (this.#hashes[2 * slot] === first && this.#hashes[2 * slot + 1] === second) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #put(slot: number, [first, second]: readonly [number, number], place: number): void {
    this.#hashes[2 * slot] = first;
    this.#hashes[2 * slot + 1] = second;
    this.#places[slot] = place;
  }

  #grow(): void {
    const [hashes, places] = [this.#hashes, this.#places];
    this.#capacity *= 2;
    this.#hashes = new Uint32Array(2 * this.#capacity);
    this.#places = new Float64Array(this.#capacity);
    for (const [slot, place] of places.entries()) {
      if (place === 0) continue;
      const hash = [hashes[2 * slot] ?? 0, hashes[2 * slot + 1] ?? 0] as const;
      this.#put(this.#slotOf(hash), hash, place);
    }
  }
}

const firstCapacity = 1024;
/** A table that is fuller becomes slow. */
const maxLoad = 0.6;

function hashIn(namespace: string, id: string): readonly [number, number] {
  return hashOf(`${namespace}\0${id}`, 1);
}
