import type { Filter } from '../../../model/filter/filter.ts';
import type { Metadata, MetadataValue } from '../../../model/record.ts';
import { MetadataColumn } from './metadataColumn.ts';

/** More fields than this are not kept: the least recently filtered one is read again when it is needed. */
const maxColumns = 64;

type MetadataColumnOf = { readonly field: string; readonly column: MetadataColumn };

/** Fields of metadata by row, in memory for those that filters have asked for; the rest stays on disk. */
export class MetadataColumns {
  /** The least recently used first. */
  readonly #columns = new Map<string, MetadataColumn>();
  /** Those that are being read. */
  readonly #loading = new Set<MetadataColumnOf>();

  /** Which fields of the filter still have to be read. */
  missing(filter: Filter): readonly string[] {
    return [...fieldsOf(filter)].filter((field) => !this.#columns.has(field));
  }

  /** Reads fields of all rows, in one pass, step by step. What is set meanwhile counts. */
  *load(
    fields: readonly string[],
    rows: Iterable<{ row: number; metadata: Metadata }>,
  ): Generator<void, void> {
    const columns = fields.map((field) => ({ field, column: new MetadataColumn(field) }));
    for (const one of columns) this.#loading.add(one);
    try {
      for (const { row, metadata } of rows) {
        for (const { field, column } of columns) column.set(row, valueOf(metadata, field));
        yield;
      }
      for (const { field, column } of columns) this.#columns.set(field, column);
    } finally {
      for (const one of columns) this.#loading.delete(one);
    }
  }

  /** The row holds another record now. */
  set(row: number, metadata: Metadata): void {
    for (const [field, column] of this.#columns) {
      column.set(row, valueOf(metadata, field));
      if (column.isWasteful) this.#columns.delete(field);
    }
    for (const { field, column } of this.#loading) column.set(row, valueOf(metadata, field));
  }

  /** The rows below `rowCount` that pass, as bits. The fields have to be loaded. Valid until the next call. */
  passing(filter: Filter, rowCount: number): Uint32Array {
    const words = this.#passing(filter, rowCount);
    this.#trim();
    return words;
  }

  #passing(filter: Filter, rowCount: number): Uint32Array {
    if ('operands' in filter) return this.#joined(filter, rowCount);
    const column = this.#columns.get(filter.field) ?? new MetadataColumn(filter.field);
    this.#columns.delete(filter.field);
    this.#columns.set(filter.field, column);
    return column.passing(filter, rowCount);
  }

  #joined(filter: Filter & { op: 'and' | 'or' }, rowCount: number): Uint32Array {
    const isAnd = filter.op === 'and';
    const joined = new Uint32Array(Math.ceil(rowCount / 32)).fill(isAnd ? 0xffff_ffff : 0);
    for (const operand of filter.operands) {
      const words = this.#passing(operand, rowCount);
      if (isAnd) for (let at = 0; at < joined.length; at++) joined[at]! &= words[at]!;
      else for (let at = 0; at < joined.length; at++) joined[at]! |= words[at]!;
    }
    return joined;
  }

  /** Forgets the fields that were not used for longest, down to the bound. */
  #trim(): void {
    for (const field of this.#columns.keys()) {
      if (this.#columns.size <= maxColumns) return;
      this.#columns.delete(field);
    }
  }
}

function valueOf(metadata: Metadata, field: string): MetadataValue | undefined {
  return Object.hasOwn(metadata, field) ? metadata[field] : undefined;
}

/** Every field that the filter looks at. */
function fieldsOf(filter: Filter): Set<string> {
  if ('operands' in filter)
    return new Set(filter.operands.flatMap((operand) => [...fieldsOf(operand)]));
  return new Set([filter.field]);
}
