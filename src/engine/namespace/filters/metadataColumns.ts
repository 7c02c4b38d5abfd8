import type { Filter } from '../../../model/filter/filter.ts';
import { filterTest } from '../../../model/filter/matchesFilter.ts';
import { countConditions, fieldsOf, simplifyFilter } from '../../../model/filter/simplifyFilter.ts';
import type { Metadata } from '../../../model/record.ts';
import type { CooperativeTask } from '../../workers/cooperativeTasks.ts';
import { placesByRow, type ColumnsImage, type NumberedRows } from './columnsImage.ts';
import { ColumnSet, maxColumns } from './columnSet.ts';
import { ColumnWalk } from './columnWalk.ts';
import { FilteredRows } from './filteredRows.ts';
import { KnownFields } from './knownFields.ts';
import { MetadataColumn } from './metadataColumn.ts';

/**
 * Fields of metadata by row, in memory: those that filters have asked for, and others as far as there is room for them.
 * The rest stays on disk.
 */
export class MetadataColumns {
  readonly #columns: ColumnSet;
  readonly #fields = new KnownFields();
  readonly #kept = new Map<string, FilteredRows>();
  readonly #followed = new Map<FilteredRows, Users>();
  readonly #options: MetadataColumnsOptions;
  #walk: ColumnWalk | undefined;

  constructor(options: MetadataColumnsOptions = {}) {
    this.#options = options;
    this.#columns = this.#newSet();
  }

  /** Whether all records were read, so that a field without a column had no room, or no record has it. */
  get isComplete(): boolean {
    return this.#fields.isComplete;
  }

  /** Reads all fields, so that filters find their columns. */
  *loadAll(source: () => RowSource): CooperativeTask<void> {
    if (!this.isComplete) yield* (this.#walk ?? this.#beginWalk(new Set(), source())).run();
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
        this.#columns.add(field, MetadataColumn.restore(column, places), true);
    if (image.fields !== undefined) this.#fields.restore(image.fields);
  }

  /** Columns that are in memory or being read. */
  get columnCount(): number {
    return this.#columns.size + (this.#walk?.columns.size ?? 0);
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
    for (const field of Object.keys(metadata))
      if (this.#fields.isAbsent(field)) this.#columns.add(field, new MetadataColumn(), false);
    this.#fields.add(metadata);
    this.#columns.set(row, metadata);
    this.#walk?.set(row, metadata);
    for (const rows of this.#followed.keys()) rows.write(row, metadata);
  }

  *#evaluate(filter: Filter, rows: FilteredRows, source: () => RowSource): CooperativeTask<void> {
    // A column that is let go meanwhile follows no writes: `rows` has seen those to its rows.
    const columns = new Map<string, MetadataColumn>();
    if (!this.isComplete) yield* this.#walkFor(fieldsOf(filter), source, columns);
    const reduced = simplifyFilter(filter, (field) => this.#fields.isAbsent(field));
    const fields = fieldsOf(reduced);
    if (fields.size > maxColumns) return yield* this.#judgeOnDisk(reduced, rows, source());
    let missing = this.#missing(fields, columns);
    while (missing.size > 0) {
      const walk = yield* this.#walkFor(missing, source, columns);
      // There may have been no room for a field that was wanted later than others.
      const left = [...missing].filter((field) => !walk.hasRead(field));
      missing = this.#missing(new Set(left), columns);
    }
    yield* this.#judgeInMemory(rowTest(reduced, columns), reduced, rows, source().count);
  }

  /** Those of the fields whose columns are neither in memory nor in `columns`, to which the others are added. */
  #missing(fields: ReadonlySet<string>, columns: Map<string, MetadataColumn>): ReadonlySet<string> {
    const missing = new Set<string>();
    for (const field of fields) {
      const column = columns.get(field) ?? this.#columns.ask(field);
      if (column === undefined) missing.add(field);
      else columns.set(field, column);
    }
    return missing;
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

  /** Reads all records, together with those who do so already, and adds wanted columns to `into`. */
  *#walkFor(
    wanted: ReadonlySet<string>,
    source: () => RowSource,
    into: Map<string, MetadataColumn>,
  ): CooperativeTask<ColumnWalk> {
    const walk = this.#walk ?? this.#beginWalk(wanted, source());
    for (const field of wanted) walk.want(field);
    yield* walk.run();
    for (const [field, column] of walk.columns) if (wanted.has(field)) into.set(field, column);
    return walk;
  }

  #beginWalk(wanted: ReadonlySet<string>, source: RowSource): ColumnWalk {
    const walk = new ColumnWalk(this.#newSet(), wanted, {
      ...source,
      isKnown: (field) => this.#columns.has(field),
      onRow: (metadata) => this.#fields.add(metadata),
      onComplete: () => {
        this.#fields.complete();
        this.#columns.absorb(walk.columns);
        this.#options.onLoaded?.();
      },
      onEnd: () => (this.#walk = undefined),
    });
    this.#walk = walk;
    return walk;
  }

  #newSet(): ColumnSet {
    return new ColumnSet(this.#options.maxUnaskedBytes ?? (() => Infinity));
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
}

export type MetadataColumnsOptions = {
  /** Called when columns have been read from disk. */
  readonly onLoaded?: (() => void) | undefined;
  /** How much room there is for columns that no filter has asked for. Default: no limit. */
  readonly maxUnaskedBytes?: () => number;
};

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
