import { throwIfAborted } from '../../common/async.ts';
import { findLeaks, type LeakReason, type OwnerOf } from '../../model/keys/findLeaks.ts';

/**
 * Returns the keys in a file that is read in chunks. The memory in use does not grow with the file. Throws `cancelled`
 * if the signal aborts.
 */
export async function scanForLeaks(
  chunks: AsyncIterable<Uint8Array>,
  ownerOf: OwnerOf | undefined,
  signal: AbortSignal,
): Promise<FileLeaks> {
  let scan: TextScan | undefined;
  let isBinary = false;
  let decoder = new TextDecoder();
  for await (const chunk of chunks) {
    throwIfAborted(signal);
    if (scan === undefined) {
      const encoding = encodingOf(chunk);
      isBinary = encoding === 'latin1';
      decoder = new TextDecoder(encoding);
      scan = isBinary ? new BinaryScan(ownerOf) : new TextScan(ownerOf);
    }
    scan.add(decoder.decode(chunk, { stream: true }));
    if (scan.leaks.length >= maxLeaksPerFile) break;
  }
  scan?.end(decoder.decode());
  return { isBinary, leaks: scan?.leaks.slice(0, maxLeaksPerFile) ?? [] };
}

/** A key in a file. Line and column count from 0; a column counts UTF-16 units. */
export type FileLeak = {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly reason: LeakReason;
  readonly owner?: string;
};

/** The keys in a file. In binary data their places mean nothing. */
export type FileLeaks = { readonly isBinary: boolean; readonly leaks: readonly FileLeak[] };

/** Keys found in a file beyond this number are not reported. */
export const maxLeaksPerFile = 100;

/** Longer than a key with its field, so that a key across two chunks is found. */
const overlap = 1024;

/** Bytes of `latin1` are characters, so that any data can be searched. */
function encodingOf(start: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1' {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return start.subarray(0, 8192).includes(0) ? 'latin1' : 'utf-8';
}

/** Searches a text that arrives in parts. */
class TextScan {
  readonly leaks: FileLeak[] = [];
  readonly #ownerOf: OwnerOf | undefined;
  #text = '';
  /** Start of what was not searched yet; the text before it is context. */
  #from = 0;
  #line = 0;
  #column = 0;

  constructor(ownerOf: OwnerOf | undefined) {
    this.#ownerOf = ownerOf;
  }

  add(part: string): void {
    this.#text += part;
    if (this.#text.length > 4 * overlap) this.#search(this.#text.length - overlap);
  }

  end(part: string): void {
    this.#text += part;
    this.#search(this.#text.length);
  }

  /** Reports the keys that start before `to`. */
  #search(to: number): void {
    const text = this.#text;
    let last = this.#from;
    for (const { start, end, ...why } of findLeaks(text, this.#ownerOf)) {
      if (start < this.#from || start >= to) continue;
      this.#advance(text, last, start);
      last = start;
      this.leaks.push({ line: this.#line, column: this.#column, length: end - start, ...why });
    }
    this.#advance(text, last, to);
    const keepFrom = Math.max(0, to - overlap);
    this.#text = text.slice(keepFrom);
    this.#from = to - keepFrom;
  }

  #advance(text: string, from: number, to: number): void {
    let lineStart = -1;
    for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) {
      this.#line++;
      lineStart = at + 1;
    }
    this.#column = lineStart === -1 ? this.#column + to - from : to - lineStart;
  }
}

/** Also finds text of two bytes a character, whose second bytes are zero. */
class BinaryScan extends TextScan {
  readonly #wide: TextScan;

  constructor(ownerOf: OwnerOf | undefined) {
    super(ownerOf);
    this.#wide = new TextScan(ownerOf);
  }

  override add(part: string): void {
    super.add(part);
    this.#wide.add(part.replaceAll('\0', ''));
  }

  override end(part: string): void {
    super.end(part);
    this.#wide.end(part.replaceAll('\0', ''));
    if (this.leaks.length === 0) this.leaks.push(...this.#wide.leaks);
  }
}
