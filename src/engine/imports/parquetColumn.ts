import type { FileHandle } from 'node:fs/promises';
import type { ColumnMetaData, DecodedArray, PageHeader, SchemaTree } from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getMaxRepetitionLevel, getTreePath } from 'hyparquet/src/schema.js';
import { Failure } from '../../common/failure.ts';
import { compressors } from './parquetCompressors.ts';

type Decoder = Parameters<typeof readPage>[2];

/** Of one page: writers make pages of about a megabyte. Decoded it takes about a dozen times its size. */
const maxPageBytes = 128 * 1024 * 1024;
/** A page's header with its statistics; and most of the page with it. */
const readAheadBytes = 256 * 1024;
const maxHeaderBytes = 16 * 1024 * 1024;

/** The values of one column of a row group, page by page: only one page of it is in memory, however large the group is. */
export class ParquetColumn {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #decoder: Decoder;
  /** Whether a row may go on in the next page. */
  readonly #isRepeated: boolean;
  readonly #end: number;
  #at: number;
  #dictionary: DecodedArray | undefined;
  /** Decoded and not taken, from `#taken` on; of a repeated column the last row may yet go on. */
  #rows: DecodedArray = [];
  #taken = 0;

  constructor(file: FileHandle, schema: SchemaTree, metadata: ColumnMetaData) {
    const { path_in_schema: pathInSchema } = metadata;
    const schemaPath = getTreePath(schema, pathInSchema);
    const { element } = schemaPath.at(-1)!;
    this.path = pathInSchema.join('.');
    this.#file = file;
    this.#decoder = {
      ...metadata,
      pathInSchema,
      schemaPath,
      element,
      compressors,
      parsers: DEFAULT_PARSERS,
    };
    this.#isRepeated = getMaxRepetitionLevel(schemaPath) > 0;
    this.#at = Number(metadata.dictionary_page_offset || metadata.data_page_offset);
    this.#end = this.#at + Number(metadata.total_compressed_size);
  }

  /** Decodes pages until a row is there; resolves with how many there are, 0 behind the last. */
  async fill(): Promise<number> {
    while (this.#available === 0 && this.#at < this.#end) await this.#readPage();
    return this.#available;
  }

  /** The next rows; no more than there are. */
  take(count: number): unknown[] {
    const rows = Array.from(this.#rows.slice(this.#taken, this.#taken + count));
    this.#taken += count;
    return rows;
  }

  get #available(): number {
    const mayGoOn = this.#isRepeated && this.#at < this.#end ? 1 : 0;
    return Math.max(0, this.#rows.length - this.#taken - mayGoOn);
  }

  async #readPage(): Promise<void> {
    const { header, bytes } = await this.#nextPage();
    const reader = {
      view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      offset: 0,
    };
    if (header.type === 'DICTIONARY_PAGE') {
      const { data } = readPage(reader, header, this.#decoder, undefined, undefined, 0);
      if (data !== undefined) this.#dictionary = convert(data, this.#decoder);
      return;
    }
    const left = this.#rows.slice(this.#taken);
    const before = this.#isRepeated ? Array.from(left) : undefined;
    const { data } = readPage(reader, header, this.#decoder, this.#dictionary, before, 0);
    this.#rows = data ?? [];
    this.#taken = 0;
  }

  /** The header of the page at hand and its bytes, with the place behind it as the new one. */
  async #nextPage(): Promise<{ header: PageHeader; bytes: Uint8Array }> {
    let ahead = await this.#read(this.#at, readAheadBytes);
    const reader = { view: new DataView(ahead.buffer), offset: 0 };
    let header = tryHeader(reader);
    if (header === undefined) {
      // Statistics of long texts make it long.
      ahead = await this.#read(this.#at, maxHeaderBytes);
      reader.view = new DataView(ahead.buffer);
      reader.offset = 0;
      header = parquetHeader(reader);
    }
    const { compressed_page_size: size, uncompressed_page_size: decodedSize } = header;
    const start = this.#at + reader.offset;
    if (size < 0 || start + size > this.#end)
      throw new Failure('badInput', `a page of ${this.path} is longer than its column`);
    if (Math.max(size, decodedSize) > maxPageBytes) {
      const message = `a page of ${this.path} has more than ${maxPageBytes} bytes: write the file again with smaller pages`;
      throw new Failure('badInput', message);
    }
    this.#at = start + size;
    const isAhead = reader.offset + size <= ahead.length;
    const bytes = isAhead
      ? ahead.subarray(reader.offset, reader.offset + size)
      : await this.#read(start, size);
    return { header, bytes };
  }

  /** Fewer bytes where the column has no more. */
  async #read(start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.#end - start)));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.#file.read(
        bytes,
        filled,
        bytes.length - filled,
        start + filled,
      );
      if (bytesRead === 0) throw new Failure('badInput', `the file ends within ${this.path}`);
      filled += bytesRead;
    }
    return bytes;
  }
}

type HeaderReader = Parameters<typeof parquetHeader>[0];

/** Undefined where the bytes end within it, or are none. */
function tryHeader(reader: HeaderReader): PageHeader | undefined {
  try {
    return parquetHeader(reader);
  } catch {
    return undefined;
  }
}
