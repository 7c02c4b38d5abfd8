import {
  bindJsonKernel,
  listComplete,
  listIncomplete,
  lookaheadBytes,
  reservedBytes,
} from '../../kernels/json/jsonKernel.ts';
import { growMemory, sharedMemory } from '../../kernels/search/kernel.ts';

/** The memory of the JSON kernel with a body that is arriving. Reads lists of numbers in it as float32. */
export class BodyMemory {
  readonly #memory = sharedMemory(bodyAddress, maxMemoryBytes);
  readonly #kernel = bindJsonKernel(this.#memory);
  #body = new Uint8Array(this.#memory.buffer, bodyAddress, 0);
  #numbers = new Float32Array(this.#memory.buffer, numbersAddress, 0);

  /** All bytes of the body, also those that have not arrived. */
  get body(): Uint8Array {
    return this.#body;
  }

  get sizeBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Makes room for a body of this size with lists of so many numbers. */
  begin(bodyBytes: number, dimension: number): void {
    growMemory(this.#memory, bodyAddress + bodyBytes + lookaheadBytes);
    const { buffer } = this.#memory;
    this.#body = new Uint8Array(buffer, bodyAddress, bodyBytes);
    this.#numbers = new Float32Array(buffer, numbersAddress, dimension);
    // No number continues behind the body.
    new Uint8Array(buffer, bodyAddress + bodyBytes, lookaheadBytes).fill(0);
  }

  /** Begins a list whose first number is at this place of the body. */
  beginList(at: number): void {
    this.#kernel.beginList(bodyAddress + at, textsAddress, textsEnd);
  }

  /**
   * Reads on in the list, as far as the first `received` bytes of the body have it: each number as `Math.fround` of the double
   * that `JSON.parse` returns. Returns `unusual` for a list that is left to `JSON.parse`: one of another length, with values
   * that are no finite float32 numbers, or with long numbers.
   */
  readList(received: number): 'complete' | 'incomplete' | 'unusual' {
    const isWhole = received === this.#body.length;
    // A number is read when all of its bytes have arrived.
    const end = bodyAddress + (isWhole ? received : received - lookaheadBytes);
    const state = this.#kernel.readNumbers(end, numbersAddress, this.#numbers.length);
    if (state === listIncomplete) return 'incomplete';
    return state === listComplete && this.#decide() ? 'complete' : 'unusual';
  }

  /** Where the bracket of a complete list is. */
  get listEnd(): number {
    return this.#kernel.position() - bodyAddress;
  }

  /** The numbers of the complete list. This is a view: the next list changes it. */
  get numbers(): Float32Array {
    return this.#numbers;
  }

  /** Reads the numbers that the kernel leaves to their text. Returns whether they are finite. */
  #decide(): boolean {
    const bytes = this.#kernel.endOfUndecided() - textsAddress;
    const texts = new Uint32Array(this.#memory.buffer, textsAddress, bytes / wordBytes);
    for (let at = 0; at < texts.length; at += textWords) {
      const text = this.#body.subarray(texts[at]! - bodyAddress, texts[at + 1]! - bodyAddress);
      const value = Math.fround(Number(String.fromCharCode(...text)));
      if (!Number.isFinite(value)) return false;
      this.#numbers[texts[at + 2]!] = value;
    }
    return true;
  }
}

/** The largest dimension of an index. */
const maxNumbers = 20_000;
const numbersAddress = reservedBytes;

/** An undecided number has a begin, an end and a place. A list with more of them is left to `JSON.parse`. */
const textWords = 3;
const maxUndecided = 256;
const wordBytes = Uint32Array.BYTES_PER_ELEMENT;
const textsAddress = numbersAddress + maxNumbers * Float32Array.BYTES_PER_ELEMENT;
const textsEnd = textsAddress + maxUndecided * textWords * wordBytes;

const bodyAddress = textsEnd;

/** Above the largest body. */
const maxMemoryBytes = 32 * 1024 * 1024;
