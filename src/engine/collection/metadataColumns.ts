import type { Metadata, MetadataValue } from '../../model/record.ts';

/** More fields than this are not kept: the least recently filtered one is read again when it is needed. */
const maxColumns = 64;

/**
 * Fields of metadata by row, in memory for those that filters have asked for; the rest stays on disk. Rows are those of
 * the vectors, and move with them.
 */
export class MetadataColumns {
  /** The least recently used first. */
  readonly #columns = new Map<string, (MetadataValue | undefined)[]>();

  /** Which of the fields still have to be read. */
  missing(fields: Iterable<string>): readonly string[] {
    return [...fields].filter((field) => !this.#columns.has(field));
  }

  /** Reads fields of all rows, in one pass. */
  load(fields: readonly string[], rows: Iterable<{ row: number; metadata: Metadata }>): void {
    const columns = fields.map((): (MetadataValue | undefined)[] => []);
    const shared = new Map<string, string>();
    for (const { row, metadata } of rows) {
      fields.forEach((field, at) => {
        columns[at]![row] = valueOf(metadata, field, shared);
      });
    }
    fields.forEach((field, at) => this.#columns.set(field, columns[at]!));
  }

  /** A record's metadata as far as `fields` go. They have to be loaded. */
  reader(fields: Iterable<string>): (row: number) => Metadata {
    const columns = [...fields].map((field) => ({ field, values: this.#use(field) }));
    return (row) => {
      const metadata: Record<string, MetadataValue> = Object.create(null);
      for (const { field, values } of columns) {
        const value = values[row];
        if (value !== undefined) metadata[field] = value;
      }
      return metadata;
    };
  }

  /** Forgets the fields that were not used for longest, down to the bound. */
  trim(): void {
    for (const field of this.#columns.keys()) {
      if (this.#columns.size <= maxColumns) return;
      this.#columns.delete(field);
    }
  }

  set(row: number, metadata: Metadata): void {
    for (const [field, values] of this.#columns) values[row] = valueOf(metadata, field);
  }

  /** What the vectors do when a row goes: the last one takes its place. */
  removeBySwap(row: number, last: number): void {
    for (const values of this.#columns.values()) {
      values[row] = values[last];
      values.length = Math.min(values.length, last);
    }
  }

  #use(field: string): (MetadataValue | undefined)[] {
    const values = this.#columns.get(field) ?? [];
    this.#columns.delete(field);
    this.#columns.set(field, values);
    return values;
  }
}

/** Equal strings of a column share one copy: most fields that are filtered have few values. */
function valueOf(
  metadata: Metadata,
  field: string,
  shared?: Map<string, string>,
): MetadataValue | undefined {
  const value = Object.hasOwn(metadata, field) ? metadata[field] : undefined;
  if (shared === undefined || typeof value !== 'string') return value;
  const known = shared.get(value) ?? value;
  shared.set(value, known);
  return known;
}
