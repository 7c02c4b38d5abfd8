import type { FileHandle } from 'node:fs/promises';
import { parquetError } from './parquetError.ts';
import { decodeDictionary, decodePage, type Entries } from './decodePage.ts';
import type { ColumnChunk } from './footer.ts';
import { concatEntries } from './concatEntries.ts';
import { maxHeldBytes, maxRowEntries } from './limits.ts';
import { PageReader } from './pageReader.ts';
import type { LeafNode } from './schema.ts';
import { UnreadableValue, type Values } from './jsonValues.ts';

/**
 * Reads the entries of one column of a row group in order. Decodes pages when they are needed and holds only those
 * that the current row spans.
 */
export class ColumnReader {
  readonly leaf: LeafNode;
  readonly #chunk: ColumnChunk;
  readonly #pages: PageReader;
  #dictionary: Values | undefined;
  /** Bytes of the current entries and of the dictionary. */
  #heldBytes = 0;
  #dictionaryBytes = 0;
  /** Entries of the chunk that are still to be read. */
  #left: number;
  #entries: Entries = { count: 0, values: [] };
  #at = 0;
  #valueAt = 0;
  /** Complete rows from the current entry on. */
  #wholeRows = 0;

  constructor(file: FileHandle, leaf: LeafNode, chunk: ColumnChunk) {
    this.leaf = leaf;
    this.#chunk = chunk;
    this.#pages = new PageReader(file, chunk);
    this.#left = chunk.valueCount;
  }

  get heldBytes(): number {
    return this.#heldBytes + this.#dictionaryBytes;
  }

  /** Decodes pages until a complete row is available. Resolves with the number of available rows, 0 after the last. */
  async fill(): Promise<number> {
    try {
      if (this.#wholeRows === 0) await this.#fill();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw parquetError(`the column “${this.leaf.path.join('.')}”: ${reason}`);
    }
    return this.#wholeRows;
  }

  /** Whether all entries of the chunk were read. */
  get isAtEnd(): boolean {
    return this.#at === this.#entries.count && this.#left === 0;
  }

  /** The definition level of the current entry, -1 after the last. */
  get definition(): number {
    if (this.#at >= this.#entries.count) return -1;
    return this.#entries.definition?.[this.#at] ?? this.leaf.definition;
  }

  /** The repetition level of the current entry, 0 after the last, as at the start of a row. */
  get repetition(): number {
    return this.#entries.repetition?.[this.#at] ?? 0;
  }

  /** Returns the current value and advances. Undefined for null. */
  take(): unknown {
    const { definition } = this;
    if (definition < 0) throw parquetError('its columns have rows of different lengths');
    this.#at++;
    return definition === this.leaf.definition ? this.#entries.values[this.#valueAt++] : undefined;
  }

  /**
   * Returns the values of all entries up to the next one with a lower repetition level, or undefined if one is null
   * or unreadable.
   */
  takeList(repetition: number): Values | undefined {
    const { repetition: levels, definition, count, values } = this.#entries;
    if (levels === undefined) return undefined;
    let end = this.#at + 1;
    while (end < count && levels[end]! >= repetition) end++;
    const isNull = (level: number): boolean => level !== this.leaf.definition;
    if (definition?.subarray(this.#at, end).some(isNull)) return undefined;
    const taken = values.slice(this.#valueAt, this.#valueAt + end - this.#at);
    if (Array.isArray(taken) && taken.some((value) => value instanceof UnreadableValue))
      return undefined;
    this.#valueAt += end - this.#at;
    this.#at = end;
    return taken;
  }

  /** Ends a row. Throws `badInput` if its entries continue. */
  endRow(): void {
    if (this.repetition !== 0) throw parquetError('its columns have rows of different lengths');
    this.#wholeRows--;
  }

  skipRow(): void {
    do this.take();
    while (this.repetition !== 0);
    this.endRow();
  }

  async #fill(): Promise<void> {
    const { count } = this.#entries;
    const rest = this.#at < count ? restOf(this.#entries, this.#at, this.#valueAt) : undefined;
    const parts: Entries[] = rest === undefined ? [] : [rest];
    let held = rest?.count ?? 0;
    let rows = rowStarts(rest);
    this.#heldBytes = 0;
    for (let whole = 0; whole === 0 && this.#left > 0;) {
      const next = await this.#nextPage();
      if (next === undefined) continue;
      if (held === 0 && next.count > 0 && (next.repetition?.[0] ?? 0) !== 0)
        throw parquetError('it begins within a row');
      parts.push(next);
      held += next.count;
      rows += rowStarts(next);
      whole = rows - (this.leaf.repetition > 0 && this.#left > 0 ? 1 : 0);
      if (whole === 0 && held > maxRowEntries)
        throw parquetError(`a row has more than ${maxRowEntries} values`);
    }
    this.#entries = concatEntries(parts, this.leaf.definition);
    this.#at = 0;
    this.#valueAt = 0;
    this.#wholeRows = rows - (this.leaf.repetition > 0 && this.#left > 0 ? 1 : 0);
  }

  /** Returns the next page of data, or undefined for other pages and empty ones. */
  async #nextPage(): Promise<Entries | undefined> {
    const page = await this.#pages.next();
    const { codec } = this.#chunk;
    const size = page.header.decodedSize;
    if (page.header.dictionaryCount !== undefined) {
      this.#dictionary = decodeDictionary(page, this.leaf, codec);
      this.#dictionaryBytes = size;
      return undefined;
    }
    const entries = decodePage(page, this.leaf, codec, this.#dictionary, this.#left);
    if (entries === undefined || entries.count === 0) return undefined;
    this.#heldBytes += size + entries.count;
    if (this.heldBytes > maxHeldBytes)
      throw parquetError(`a row has more than ${maxHeldBytes} bytes`);
    this.#left -= entries.count;
    return entries;
  }
}

function rowStarts(entries: Entries | undefined): number {
  if (entries === undefined) return 0;
  const { repetition, count } = entries;
  if (repetition === undefined) return count;
  let starts = 0;
  for (const level of repetition) if (level === 0) starts++;
  return starts;
}

function restOf(
  { definition, repetition, count, values }: Entries,
  at: number,
  valueAt: number,
): Entries {
  return {
    count: count - at,
    values: values.slice(valueAt),
    ...(definition === undefined ? {} : { definition: definition.slice(at) }),
    ...(repetition === undefined ? {} : { repetition: repetition.slice(at) }),
  };
}
