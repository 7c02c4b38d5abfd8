/** Identifies a set of ids regardless of order: their number and a 128-bit hash in hexadecimal. */
export type IdDigest = { readonly count: number; readonly hash: string };

export const emptyIdDigest: IdDigest = { count: 0, hash: '0'.repeat(32) };

const lanes = 4;

/**
 * Computes the digest of ids added one by one. An id added twice counts twice, so that a list with duplicates differs
 * from the set. Detects accidents; does not resist a deliberate collision.
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

/** Returns the digest of a list of ids. */
export function digestOf(ids: Iterable<string>): IdDigest {
  const digester = new IdDigester();
  for (const id of ids) digester.add(id);
  return digester.digest;
}

/** Returns two 32-bit hashes of a text and a seed: cyrb53 by bryc (public domain), with the seed mixed in first. */
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

/**
 * Returns a value in which each bit depends on every input bit: the finalizer of MurmurHash3 by Austin Appleby (public
 * domain).
 */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
