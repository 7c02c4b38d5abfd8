import type { Filter } from '../../../model/filter/filter.ts';
import { filterTest } from '../../../model/filter/matchesFilter.ts';
import { countConditions, fieldsOf, simplifyFilter } from '../../../model/filter/simplifyFilter.ts';
import type { Metadata, MetadataValue } from '../../../model/record.ts';
import type { CooperativeTask } from '../../workers/cooperativeTasks.ts';
import { placesByRow, type ColumnsImage, type NumberedRows } from './columnsImage.ts';
import { FilteredRows } from './filteredRows.ts';
import { KnownFields } from './knownFields.ts';
import { MetadataColumn } from './metadataColumn.ts';

/** Fields of metadata by row, in memory for those that filters have asked for; the rest stays on disk. */
export class MetadataColumns {
  /** The least recently used first. */
  readonly #columns = new Map<string, MetadataColumn>();
  readonly #loads = new Set<Load>();
  readonly #fields = new KnownFields();
  readonly #kept = new Map<string, FilteredRows>();
  readonly #followed = new Map<FilteredRows, Users>();

  readonly #onLoaded: () => void;

  /** `onLoaded` is called when columns have been read from disk. */
  constructor(onLoaded: () => void = () => {}) {
    this.#onLoaded = onLoaded;
  }

  /** About the bytes of an image of so many rows. */
  sizeBytes(count: number): number {
    return this.#columns.size === 0 ? 0 : 8 * count * (this.#columns.size + 1);
  }

  /** A copy of the columns in memory. `numbered` has the rows that are in use. */
  image({ rows, pks }: NumberedRows): ColumnsImage {
    const used = new Float64Array(pks.length).fill(-1);
    for (let at = 0; at < rows.length; at++) used[rows[at]!] = pks[rows[at]!]!;
    const columns = [...this.#columns].map(
      ([field, column]) => [field, column.image(pks.length)] as const,
    );
    return { pks: used, fields: this.#fields.all, columns: new Map(columns) };
  }

  /** Takes over the columns of an image. Call it before the first filter. */
  restore(image: ColumnsImage, numbered: NumberedRows): void {
    const places = placesByRow(image, numbered);
    for (const [field, column] of image.columns)
      if (!this.#columns.has(field))
        this.#columns.set(field, MetadataColumn.restore(column, places));
    if (image.fields !== undefined) this.#fields.restore(image.fields);
  }

  /** Columns that are in memory or being read. */
  get columnCount(): number {
    return [...this.#loads].reduce((sum, { columns }) => sum + columns.size, this.#columns.size);
  }

  /** Filters whose rows follow what is written. */
  get followedCount(): number {
    return this.#followed.size;
  }

  /** Finds the rows that pass, as they are at the last step; they follow what is written until their release. */
  *filter(filter: Filter, source: () => RowSource): CooperativeTask<FilteredRows> {
    const key = countConditions(filter) <= maxKeptConditions ? JSON.stringify(filter) : undefined;
    const known = key === undefined ? undefined : this.#kept.get(key);
    if (known !== undefined) return this.#use(known);
    const rows = new FilteredRows(filter, (used) => this.#release(used));
    this.#followed.set(rows, { count: 1, key: undefined });
    let isDone = false;
    try {
      yield* this.#evaluate(filter, rows, source);
      isDone = true;
    } finally {
      if (!isDone) this.#followed.delete(rows);
    }
    if (key !== undefined) this.#keep(key, rows);
    return rows;
  }

  /** The row holds another record now, or the same one with other metadata. */
  set(row: number, metadata: Metadata): void {
    this.#fields.add(metadata);
    for (const [field, column] of this.#columns) {
      column.set(row, valueOf(metadata, field));
      if (column.isWasteful) this.#columns.delete(field);
    }
    for (const load of this.#loads) fill(load, row, metadata);
    for (const rows of this.#followed.keys()) rows.write(row, metadata);
  }

  *#evaluate(filter: Filter, rows: FilteredRows, source: () => RowSource): CooperativeTask<void> {
    // A column that is let go meanwhile follows no writes: `rows` has seen those to its rows.
    const columns = new Map<string, MetadataColumn>();
    if (!this.#fields.isComplete) yield* this.#load(fieldsOf(filter), source(), columns);
    const reduced = simplifyFilter(filter, (field) => this.#fields.isAbsent(field));
    const fields = fieldsOf(reduced);
    if (fields.size > maxColumns) return yield* this.#judgeOnDisk(reduced, rows, source());
    const missing = new Set([...fields].filter((field) => !this.#isAtHand(field, columns)));
    if (missing.size > 0) yield* this.#load(missing, source(), columns);
    yield* this.#judgeInMemory(rowTest(reduced, columns), reduced, rows, source().count);
  }

  /** Whether the field's column is among `columns` now. */
  #isAtHand(field: string, columns: Map<string, MetadataColumn>): boolean {
    const column = columns.get(field) ?? this.#columns.get(field);
    if (column === undefined) return false;
    columns.set(field, column);
    this.#columns.delete(field);
    this.#columns.set(field, column);
    return true;
  }

  *#judgeOnDisk(filter: Filter, rows: FilteredRows, { onDisk }: RowSource): CooperativeTask<void> {
    const test = filterTest(filter);
    for (const { row, metadata } of onDisk) {
      rows.judge(row, test(metadata));
      yield;
    }
  }

  *#judgeInMemory(
    test: (row: number) => boolean,
    filter: Filter,
    rows: FilteredRows,
    count: number,
  ): CooperativeTask<void> {
    const rowsAtOnce = Math.ceil(conditionsAtOnce / Math.max(1, countConditions(filter)));
    for (let row = 0; row < count; row++) {
      rows.judge(row, test(row));
      if (row % rowsAtOnce === 0) yield;
    }
  }

  /** Reads those fields of all rows that some record has, in one pass, and adds them to `into`. */
  *#load(
    wanted: ReadonlySet<string>,
    { onDisk }: RowSource,
    into: Map<string, MetadataColumn>,
  ): CooperativeTask<void> {
    const load: Load = { wanted, columns: new Map() };
    this.#loads.add(load);
    try {
      for (const { row, metadata } of onDisk) {
        this.#fields.add(metadata);
        fill(load, row, metadata);
        yield;
      }
      this.#fields.complete();
      for (const [field, column] of load.columns) {
        this.#columns.set(field, column);
        into.set(field, column);
      }
      this.#trim();
      this.#onLoaded();
    } finally {
      this.#loads.delete(load);
    }
  }

  #use(rows: FilteredRows): FilteredRows {
    const users = this.#followed.get(rows)!;
    users.count++;
    this.#kept.delete(users.key!);
    this.#kept.set(users.key!, rows);
    return rows;
  }

  #keep(key: string, rows: FilteredRows): void {
    // Somebody may have asked the same meanwhile: the newer rows replace the older ones.
    this.#letGo(key);
    this.#kept.set(key, rows);
    this.#followed.set(rows, { count: 1, key });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > maxKept && oldest !== undefined) this.#letGo(oldest);
  }

  #release(rows: FilteredRows): void {
    const users = this.#followed.get(rows);
    if (users === undefined) return;
    users.count--;
    this.#forgetUnused(rows);
  }

  #letGo(key: string): void {
    const rows = this.#kept.get(key);
    this.#kept.delete(key);
    if (rows !== undefined) this.#forgetUnused(rows);
  }

  #forgetUnused(rows: FilteredRows): void {
    const { count, key } = this.#followed.get(rows)!;
    const isKept = key !== undefined && this.#kept.get(key) === rows;
    if (count === 0 && !isKept) this.#followed.delete(rows);
  }

  /** Forgets the fields that were not used for longest, down to the bound. */
  #trim(): void {
    for (const field of this.#columns.keys()) {
      if (this.#columns.size <= maxColumns) return;
      this.#columns.delete(field);
    }
  }
}

/** Fields that are kept at most: the least recently filtered one is read again when it is needed. */
const maxColumns = 64;

/** Filters of so many conditions, and so many of them, are kept with the rows that they let pass. */
const maxKeptConditions = 64;
const maxKept = 16;

/** Conditions that are looked at in one step. */
const conditionsAtOnce = 4096;

/** Where the rows of a namespace come from. */
export type RowSource = {
  /** Rows above this have no record. */
  readonly count: number;
  /** Every record, as it is when it is given. */
  readonly onDisk: Iterable<{ readonly row: number; readonly metadata: Metadata }>;
};

/** Columns that are being read, of those fields that some record has. */
type Load = { readonly wanted: ReadonlySet<string>; readonly columns: Map<string, MetadataColumn> };

type Users = { count: number; readonly key: string | undefined };

function rowTest(
  filter: Filter,
  columns: ReadonlyMap<string, MetadataColumn>,
): (row: number) => boolean {
  if ('operands' in filter) {
    const tests = filter.operands.map((operand) => rowTest(operand, columns));
    return filter.op === 'and'
      ? (row) => tests.every((test) => test(row))
      : (row) => tests.some((test) => test(row));
  }
  return (columns.get(filter.field) ?? new MetadataColumn()).test(filter);
}

function fill({ wanted, columns }: Load, row: number, metadata: Metadata): void {
  for (const [field, column] of columns) column.set(row, valueOf(metadata, field));
  for (const field of Object.keys(metadata)) {
    if (!wanted.has(field) || columns.has(field) || columns.size === maxColumns) continue;
    const column = new MetadataColumn();
    column.set(row, metadata[field]);
    columns.set(field, column);
  }
}

function valueOf(metadata: Metadata, field: string): MetadataValue | undefined {
  return Object.hasOwn(metadata, field) ? metadata[field] : undefined;
}
