/** Tells sets of ids apart, whatever their order: how many there are, and 128 bits in hexadecimal that they all decide. */
export type IdDigest = { readonly count: number; readonly hash: string };

export const emptyIdDigest: IdDigest = { count: 0, hash: '0'.repeat(32) };

const lanes = 4;

/**
 * Adds ids to a digest, one after the other. An id that is added twice counts twice, so that a list which repeats one
 * does not pass for the set. Made against accidents, not against someone who looks for two sets with one digest.
 */
export class IdDigester {
  readonly #lanes: Uint32Array;
  #count: number;

  constructor({ count, hash }: IdDigest = emptyIdDigest) {
    this.#count = count;
    this.#lanes = Uint32Array.from({ length: lanes }, (_, lane) =>
      Number.parseInt(hash.slice(lane * 8, lane * 8 + 8), 16),
    );
  }

  add(id: string): void {
    const [first, second] = hashOf(id, 1);
    const [third, fourth] = hashOf(id, 2);
    for (const [lane, part] of [first, second, third, fourth].entries())
      this.#lanes[lane] = (this.#lanes[lane] ?? 0) + part;
    this.#count++;
  }

  get digest(): IdDigest {
    const parts = Array.from(this.#lanes, (lane) => lane.toString(16).padStart(8, '0'));
    return { count: this.#count, hash: parts.join('') };
  }
}

export function isSameIdDigest(one: IdDigest, other: IdDigest): boolean {
  return one.count === other.count && one.hash === other.hash;
}

/** A digest of all the ids at once. */
export function digestOf(ids: Iterable<string>): IdDigest {
  const digester = new IdDigester();
  for (const id of ids) digester.add(id);
  return digester.digest;
}

/** Two hashes of 32 bits that text and seed decide: cyrb53 by bryc (public domain), with the seed mixed in beforehand. */
export function hashOf(text: string, seed: number): readonly [number, number] {
  let first = mix(seed ^ 0x9e3779b9);
  let second = mix(seed + 0x85ebca6b);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    first = Math.imul(first ^ code, 2654435761);
    second = Math.imul(second ^ code, 1597334677);
  }
  first = Math.imul(first ^ (first >>> 16), 2246822507) ^ mixHalf(second);
  second = Math.imul(second ^ (second >>> 16), 2246822507) ^ mixHalf(first);
  return [first >>> 0, second >>> 0];
}

function mixHalf(value: number): number {
  return Math.imul(value ^ (value >>> 13), 3266489909);
}

/** Every bit of the answer depends on every bit of the value: the end of MurmurHash3 by Austin Appleby (public domain). */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
