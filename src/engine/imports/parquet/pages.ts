import type { FileHandle } from 'node:fs/promises';
import type { PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { damage } from './damage.ts';
import type { ColumnChunk } from './footer.ts';
import { maxPageBytes } from './limits.ts';
import { readBytes } from './readBytes.ts';

export type Page = {
  readonly header: PageHeader;
  /** As they are in the file: compressed. */
  readonly bytes: Uint8Array;
};

/** A page's header with its statistics, and small pages whole. */
const windowBytes = 256 * 1024;
/** Statistics of long texts make headers long. */
const maxHeaderBytes = 16 * 1024 * 1024;

/** The pages of one column of a row group, one after the other. */
export class Pages {
  readonly #file: FileHandle;
  readonly #end: number;
  #at: number;
  /** What was read of the file last, and from where. */
  #window = new Uint8Array(0);
  #windowStart = 0;

  constructor(file: FileHandle, { start, end }: ColumnChunk) {
    this.#file = file;
    this.#at = start;
    this.#end = end;
  }

  /** Throws `badInput` where there is no further one, or one that is damaged or too large. */
  async next(): Promise<Page> {
    if (this.#at >= this.#end) throw damage('it has fewer values than it says');
    const { header, size: headerSize } = await this.#header();
    const { compressed_page_size: size, uncompressed_page_size: decodedSize } = header;
    const start = this.#at + headerSize;
    if (!(size >= 0) || !(decodedSize >= 0) || start + size > this.#end)
      throw damage('a page is longer than its column');
    if (Math.max(size, decodedSize) > maxPageBytes) {
      const message = `a page has more than ${maxPageBytes} bytes: write the file again with smaller pages`;
      throw damage(message);
    }
    const bytes = await this.#read(start, size);
    this.#at = start + size;
    return { header, bytes };
  }

  async #header(): Promise<{ header: PageHeader; size: number }> {
    for (const length of [windowBytes, maxHeaderBytes]) {
      const bytes = await this.#read(this.#at, Math.min(length, this.#end - this.#at));
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const reader = { view, offset: 0 };
      const header = tryHeader(reader);
      if (header !== undefined) return { header, size: reader.offset };
    }
    throw damage('the header of a page is damaged');
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

/** Undefined where the bytes end within it, or are none. */
function tryHeader(reader: Parameters<typeof parquetHeader>[0]): PageHeader | undefined {
  try {
    return parquetHeader(reader);
  } catch {
    return undefined;
  }
}
