/**
 * The ids of rows, both ways: bytes one after the other and a table of row numbers, a fifth of what strings in a `Map`
 * take. Ids compare by their bytes.
 */
export class RowIds {
  #bytes: Buffer = Buffer.alloc(1024);
  #end = 0;
  #liveBytes = 0;
  #starts: Uint32Array = new Uint32Array(64);
  #lengths: Uint16Array = new Uint16Array(64);
  /** Row numbers + 1 by hash, 0 where nothing is; linear probing. */
  #table: Int32Array = new Int32Array(128);
  #used = 0;
  #count = 0;
  readonly #scratch = Buffer.alloc(maxIdBytes);

  get count(): number {
    return this.#count;
  }

  /** A copy of what rows below `rowCount` hold. */
  image(rowCount: number): RowIdsImage {
    return {
      bytes: new Uint8Array(this.#bytes.subarray(0, this.#end)),
      starts: this.#starts.slice(0, rowCount),
      lengths: this.#lengths.slice(0, rowCount),
      table: this.#table.slice(),
      used: this.#used,
      count: this.#count,
      liveBytes: this.#liveBytes,
    };
  }

  /** Becomes what an image holds, whose arrays become its own. */
  restore(image: RowIdsImage): void {
    const { bytes } = image;
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.byteLength;
    this.#liveBytes = image.liveBytes;
    this.#starts = image.starts;
    this.#lengths = image.lengths;
    this.#table = image.table;
    this.#used = image.used;
    this.#count = image.count;
  }

  /** The row of an id that is there. */
  find(id: string): number | undefined {
    const slot = this.#slotOf(this.#scratch, 0, this.#scratch.write(id));
    return slot < 0 ? undefined : this.#table[slot]! - 1;
  }

  at(row: number): string {
    const start = this.#starts[row]!;
    return this.#bytes.toString('utf8', start, start + this.#lengths[row]!);
  }

  /** The ids of rows, in one go where all are ASCII, which takes half as long as asking for each. */
  all(rows: Uint32Array): string[] {
    const source = this.#bytes;
    // Loops by number throughout: iterators and callbacks take longer than all the rest.
    let size = 0;
    for (let hit = 0; hit < rows.length; hit++) size += this.#lengths[rows[hit]!]!;
    const joined = Buffer.allocUnsafe(size);
    let end = 0;
    let seen = 0;
    for (let hit = 0; hit < rows.length; hit++) {
      const start = this.#starts[rows[hit]!]!;
      const behind = start + this.#lengths[rows[hit]!]!;
      for (let at = start; at < behind; at++) {
        const byte = source[at]!;
        seen |= byte;
        joined[end++] = byte;
      }
    }
    if (seen > 127) return Array.from(rows, (row) => this.at(row));
    const text = joined.toString('latin1');
    const ids: string[] = [];
    for (let hit = 0, next = 0; hit < rows.length; hit++)
      ids.push(text.slice(next, (next += this.#lengths[rows[hit]!]!)));
    return ids;
  }

  isBefore(row: number, other: number): boolean {
    const [a, b] = [this.#starts[row]!, this.#starts[other]!];
    const bytes = this.#bytes;
    return bytes.compare(bytes, b, b + this.#lengths[other]!, a, a + this.#lengths[row]!) < 0;
  }

  /** The rows whose ids come after `id`. */
  rowsAfter(rows: Uint32Array, id: string): Uint32Array {
    const length = this.#scratch.write(id);
    const bytes = this.#bytes;
    return rows.filter((row) => {
      const start = this.#starts[row]!;
      return bytes.compare(this.#scratch, 0, length, start, start + this.#lengths[row]!) > 0;
    });
  }

  /** Gives a row its id, which no other row may have. */
  set(row: number, id: string): void {
    const length = this.#scratch.write(id);
    this.#reserve(row, length);
    this.#scratch.copy(this.#bytes, this.#end, 0, length);
    this.#starts[row] = this.#end;
    this.#lengths[row] = length;
    this.#end += length;
    this.#liveBytes += length;
    this.#count++;
    this.#insert(row);
  }

  /** Takes the id away; the row goes on answering to `at` until another id takes its place. */
  delete(id: string): number | undefined {
    const length = this.#scratch.write(id);
    const slot = this.#slotOf(this.#scratch, 0, length);
    if (slot < 0) return undefined;
    const row = this.#table[slot]! - 1;
    this.#table[slot] = removed;
    this.#liveBytes -= length;
    this.#count--;
    return row;
  }

  #slotOf(from: Buffer, start: number, length: number): number {
    const mask = this.#table.length - 1;
    for (let slot = hashOf(from, start, length) & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#table[slot]!;
      if (entry === 0) return -1;
      if (entry === removed || this.#lengths[entry - 1] !== length) continue;
      const other = this.#starts[entry - 1]!;
      if (from.compare(this.#bytes, other, other + length, start, start + length) === 0)
        return slot;
    }
  }

  #insert(row: number): void {
    if (2 * ++this.#used > this.#table.length) this.#rehash();
    this.#place(this.#table, row);
  }

  #place(table: Int32Array, row: number): void {
    const mask = table.length - 1;
    let slot = hashOf(this.#bytes, this.#starts[row]!, this.#lengths[row]!) & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = row + 1;
  }

  /** Larger, or only without what was removed. */
  #rehash(): void {
    const size = 4 * this.#count > this.#table.length ? 2 * this.#table.length : this.#table.length;
    const table = new Int32Array(size);
    for (const entry of this.#table) if (entry > 0) this.#place(table, entry - 1);
    this.#table = table;
    this.#used = this.#count;
  }

  #reserve(row: number, length: number): void {
    if (row >= this.#starts.length) {
      const size = Math.max(row + 1, 2 * this.#starts.length);
      this.#starts = copied(new Uint32Array(size), this.#starts);
      this.#lengths = copied(new Uint16Array(size), this.#lengths);
    }
    if (this.#end + length <= this.#bytes.length) return;
    this.#move(Math.max(1024, 2 * (this.#liveBytes + length)));
  }

  /** To a buffer of another size, without the bytes of ids that are gone. */
  #move(size: number): void {
    const bytes = Buffer.alloc(size);
    let end = 0;
    const isLive = new Uint8Array(this.#starts.length);
    for (const entry of this.#table) if (entry > 0) isLive[entry - 1] = 1;
    for (let row = 0; row < isLive.length; row++) {
      if (isLive[row] === 0) {
        this.#lengths[row] = 0;
        continue;
      }
      const start = this.#starts[row]!;
      this.#starts[row] = end;
      end += this.#bytes.copy(bytes, end, start, start + this.#lengths[row]!);
    }
    this.#bytes = bytes;
    this.#end = end;
  }
}

/** Bytes of an id are at most this many: ids are checked before they are stored. */
const maxIdBytes = 65_535;

const removed = -1;

/** Ids as files hold them: what `RowIds` is made of. */
export type RowIdsImage = {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly lengths: Uint16Array;
  readonly table: Int32Array;
  /** Entries of the table, also of ids that were removed. */
  readonly used: number;
  readonly count: number;
  readonly liveBytes: number;
};

function copied<T extends Uint32Array | Uint16Array>(into: T, from: T): T {
  into.set(from);
  return into;
}

/** FNV-1a, its last step mixed once more: the table uses the low bits. */
function hashOf(bytes: Buffer, start: number, length: number): number {
  let hash = 0x811c_9dc5;
  for (let at = start; at < start + length; at++) hash = Math.imul(hash ^ bytes[at]!, 0x0100_0193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
