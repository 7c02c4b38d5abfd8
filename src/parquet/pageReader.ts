import type { FileHandle } from 'node:fs/promises';
import { parquetError } from './parquetError.ts';
import type { ColumnChunk } from './footer.ts';
import { maxPageBytes } from './limits.ts';
import { readPageHeader, type PageHeader } from './pageHeader.ts';
import { readBytes } from './readBytes.ts';

/** Reads the pages of one column of a row group in order. */
export class PageReader {
  readonly #file: FileHandle;
  readonly #end: number;
  #at: number;
  /** The bytes of the last read. */
  #window = new Uint8Array(0);
  #windowStart = 0;

  constructor(file: FileHandle, { start, end }: ColumnChunk) {
    this.#file = file;
    this.#at = start;
    this.#end = end;
  }

  /** Returns the next page. Throws `badInput` if there is none, or if it is damaged or too large. */
  async next(): Promise<Page> {
    if (this.#at >= this.#end) throw parquetError('it has fewer values than it says');
    const { header, length } = await this.#header();
    const { size, decodedSize } = header;
    const start = this.#at + length;
    if (start + size > this.#end) throw parquetError('a page is longer than its column');
    if (Math.max(size, decodedSize) > maxPageBytes) {
      const message = `a page has more than ${maxPageBytes} bytes: write the file again with smaller pages`;
      throw parquetError(message);
    }
    const bytes = await this.#read(start, size);
    this.#at = start + size;
    return { header, bytes };
  }

  async #header(): Promise<{ header: PageHeader; length: number }> {
    const left = this.#end - this.#at;
    try {
      return readPageHeader(await this.#read(this.#at, Math.min(windowBytes, left)));
    } catch (error) {
      if (left <= windowBytes) throw error;
      return readPageHeader(await this.#read(this.#at, Math.min(maxHeaderBytes, left)));
    }
  }

  async #read(start: number, length: number): Promise<Uint8Array> {
    const offset = start - this.#windowStart;
    if (offset < 0 || offset + length > this.#window.length) {
      const ahead = Math.min(Math.max(length, windowBytes), this.#end - start);
      this.#window = await readBytes(this.#file, start, ahead);
      this.#windowStart = start;
      return this.#window.subarray(0, length);
    }
    return this.#window.subarray(offset, offset + length);
  }
}

export type Page = {
  readonly header: PageHeader;
  /** Compressed, as in the file. */
  readonly bytes: Uint8Array;
};

/** Read at once: a page header with statistics, or a whole small page. */
const windowBytes = 256 * 1024;
/** Statistics of long texts make headers large. */
const maxHeaderBytes = 16 * 1024 * 1024;
