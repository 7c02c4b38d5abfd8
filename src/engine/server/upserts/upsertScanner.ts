import type { BodyMemory } from './bodyMemory.ts';

/**
 * Takes the dense values out of the body of an upsert while it arrives. What remains is short, and `JSON.parse` reads it
 * as it would read it in the body. The scanner gives up on a body that is unusual or wrong: the whole is then parsed.
 */
export class UpsertScanner {
  readonly #memory: BodyMemory;
  readonly #dimension: number;
  #values: Float32Array<ArrayBuffer> = new Float32Array();
  #vectorCount = 0;
  /** The begin and end of each part of the body that is no list of dense values. */
  readonly #rest: number[] = [0];
  #receivedBytes = 0;
  #at = 0;
  #depth = 0;
  #mode: 'structure' | 'string' | 'numbers' | 'unusual' = 'structure';
  #stringBegin = 0;
  #hasEscape = false;
  #last: Token = 'other';

  /** For a body of this size, in `memory` until the result is read, and vectors of this dimension. */
  constructor(memory: BodyMemory, bodyBytes: number, dimension: number) {
    this.#memory = memory;
    this.#dimension = dimension;
    memory.begin(bodyBytes, dimension);
  }

  /** Copies the next part of the body, and scans it. */
  add(part: Uint8Array): void {
    this.#memory.body.set(part, this.#receivedBytes);
    this.#receivedBytes += part.byteLength;
    const end = this.#receivedBytes;
    while (this.#at < end && this.#mode !== 'unusual')
      if (this.#mode === 'string') this.#scanString(end);
      else if (this.#mode === 'structure') this.#scanStructure(end);
      else if (!this.#scanNumbers(end)) return;
  }

  /** The dense values of the vectors and the rest of the body; undefined if the body is unusual, wrong or incomplete. */
  get result(): ScannedUpsert | undefined {
    const { body } = this.#memory;
    if (this.#mode !== 'structure' || this.#at !== body.length) return undefined;
    const parts: Uint8Array[] = [];
    for (let at = 0; at < this.#rest.length; at += 2)
      parts.push(body.subarray(this.#rest[at], this.#rest[at + 1]));
    const vectors = Array.from({ length: this.#vectorCount }, (_, at) =>
      this.#values.subarray(at * this.#dimension, (at + 1) * this.#dimension),
    );
    return { vectors, rest: Uint8Array.from(Buffer.concat(parts)) };
  }

  #scanStructure(end: number): void {
    const { body } = this.#memory;
    let at = this.#at;
    for (; at < end && this.#mode === 'structure'; at++) {
      const byte = body[at]!;
      if (isSpace(byte)) continue;
      if (byte === quote) this.#beginString(at + 1);
      else if (byte === colon) this.#endKey();
      else if (byte === openingBracket && this.#last === 'values:' && this.#depth === vectorDepth)
        this.#beginNumbers(at + 1);
      else {
        this.#last = 'other';
        if (byte === openingBrace || byte === openingBracket) this.#depth++;
        else if (byte === closingBrace || byte === closingBracket) this.#depth--;
      }
    }
    this.#at = at;
  }

  #beginString(at: number): void {
    this.#mode = 'string';
    this.#stringBegin = at;
    this.#hasEscape = false;
  }

  /** A key with an escape may be another spelling of `values`. */
  #endKey(): void {
    if (this.#last === 'escaped') this.#mode = 'unusual';
    this.#last = this.#last === 'values' ? 'values:' : 'other';
  }

  #scanString(end: number): void {
    const { body } = this.#memory;
    let at = this.#at;
    for (; at < end && body[at] !== quote; at++)
      if (body[at] === backslash) {
        this.#hasEscape = true;
        // The escaped character may not have arrived yet.
        at++;
      }
    this.#at = at;
    if (at >= end) return;
    this.#at++;
    this.#mode = 'structure';
    if (this.#hasEscape) this.#last = 'escaped';
    else this.#last = isValues(body, this.#stringBegin, at) ? 'values' : 'other';
  }

  #beginNumbers(at: number): void {
    this.#rest.push(at);
    this.#memory.beginList(at);
    this.#mode = 'numbers';
    this.#last = 'other';
  }

  /** Returns whether the list is complete. */
  #scanNumbers(end: number): boolean {
    const state = this.#memory.readList(end);
    if (state === 'incomplete') return false;
    if (state === 'complete') this.#addVector();
    this.#mode = state === 'complete' ? 'structure' : 'unusual';
    this.#at = this.#memory.listEnd + 1;
    this.#rest.push(this.#memory.listEnd);
    return true;
  }

  #addVector(): void {
    const { numbers, body } = this.#memory;
    const begin = this.#vectorCount * this.#dimension;
    if (begin === this.#values.length) {
      // Vectors have about the same length in the body. The first one tells how many there are.
      const share = body.length / this.#memory.listEnd;
      const count = Math.ceil(share * (this.#vectorCount + 1)) + 1;
      const values = new Float32Array(count * this.#dimension);
      values.set(this.#values);
      this.#values = values;
    }
    this.#values.set(numbers, begin);
    this.#vectorCount++;
  }
}

/** The body of an upsert without its dense values: `rest` has an empty list in the place of each, in their order. */
export type ScannedUpsert = {
  readonly vectors: readonly Float32Array[];
  readonly rest: Uint8Array<ArrayBuffer>;
};

/** What precedes a position: the key `values` with or without its colon, a string with an escape, or anything else. */
type Token = 'values' | 'values:' | 'escaped' | 'other';

/** The members of a vector are in the body, its list and the vector: three levels. */
const vectorDepth = 3;

const valuesKey = Buffer.from('values');

function isValues(bytes: Uint8Array, begin: number, end: number): boolean {
  return (
    end - begin === valuesKey.length && valuesKey.every((byte, at) => byte === bytes[begin + at])
  );
}

/** Whether JSON allows a byte between its parts. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const openingBracket = 0x5b;
const closingBracket = 0x5d;
const openingBrace = 0x7b;
const closingBrace = 0x7d;
