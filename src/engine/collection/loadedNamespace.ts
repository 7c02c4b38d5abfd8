import type { Filter } from '../../model/filter/filter.ts';
import { matchesFilter } from '../../model/filter/matchesFilter.ts';
import type { Metadata } from '../../model/record.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import { exactScan } from '../scan/exactScan.ts';
import { VectorRows } from '../scan/vectorRows.ts';
import { MetadataColumns } from './metadataColumns.ts';

/** A record in memory: its number in the database, its score, and its vector, which the next write may change. */
export type Match = {
  readonly pk: number;
  readonly id: string;
  readonly score: number;
  readonly values: Float32Array;
};

/** A record's metadata by id, from disk. */
export type MetadataSource = () => Iterable<{ id: string; metadata: Metadata }>;

/** A namespace's vectors in memory, as they are on disk, ready to be searched. */
export class LoadedNamespace {
  readonly #vectors: VectorRows;
  readonly #columns = new MetadataColumns();
  readonly #readMetadata: MetadataSource;
  readonly #ids: string[] = [];
  readonly #pks: number[] = [];
  readonly #rowById = new Map<string, number>();

  constructor(dimension: number, readMetadata: MetadataSource) {
    this.#vectors = new VectorRows(dimension);
    this.#readMetadata = readMetadata;
  }

  /** Adds or replaces a record. `metadata` is needed once filters have run, not while loading. */
  set(pk: number, id: string, values: Float32Array, metadata?: Metadata): void {
    const row = this.#rowById.get(id) ?? this.#vectors.count;
    this.#vectors.set(row, values);
    this.#ids[row] = id;
    this.#pks[row] = pk;
    this.#rowById.set(id, row);
    if (metadata !== undefined) this.#columns.set(row, metadata);
  }

  delete(id: string): void {
    const row = this.#rowById.get(id);
    if (row === undefined) return;
    const last = this.#vectors.count - 1;
    this.#vectors.removeBySwap(row);
    this.#columns.removeBySwap(row, last);
    const movedId = this.#ids[last]!;
    this.#ids[row] = movedId;
    this.#pks[row] = this.#pks[last]!;
    this.#rowById.set(movedId, row);
    this.#rowById.delete(id);
    this.#ids.length = last;
    this.#pks.length = last;
  }

  /** The vector itself, not a copy, if the record is there. */
  values(id: string): Float32Array | undefined {
    const row = this.#rowById.get(id);
    return row === undefined ? undefined : this.#vectors.at(row);
  }

  /** The best records, the best first, those of equal score by id. */
  search(metric: Metric, query: Float32Array, topK: number, filter?: Filter): readonly Match[] {
    const ids = this.#ids;
    const hits = exactScan({
      vectors: this.#vectors,
      metric,
      query,
      topK,
      ...(filter === undefined ? {} : { selected: this.#select(filter) }),
      isBefore: (row, other) => ids[row]! < ids[other]!,
    });
    return hits.map(({ row, score }) => ({
      pk: this.#pks[row]!,
      id: ids[row]!,
      score,
      values: this.#vectors.at(row),
    }));
  }

  /** Ids of the records that pass. */
  matching(filter: Filter): readonly string[] {
    return Array.from(this.#select(filter), (row) => this.#ids[row]!);
  }

  #select(filter: Filter): Uint32Array {
    const fields = fieldsOf(filter);
    const missing = this.#columns.missing(fields);
    if (missing.length > 0) this.#columns.load(missing, this.#rowsOnDisk());
    const read = this.#columns.reader(fields);
    const rows = new Uint32Array(this.#vectors.count);
    let count = 0;
    for (let row = 0; row < rows.length; row++) {
      if (matchesFilter(filter, read(row))) rows[count++] = row;
    }
    this.#columns.trim();
    return rows.subarray(0, count);
  }

  *#rowsOnDisk(): Generator<{ row: number; metadata: Metadata }> {
    for (const { id, metadata } of this.#readMetadata()) {
      const row = this.#rowById.get(id);
      if (row !== undefined) yield { row, metadata };
    }
  }
}

/** Every field that the filter looks at. */
function fieldsOf(filter: Filter): Set<string> {
  if ('operands' in filter)
    return new Set(filter.operands.flatMap((operand) => [...fieldsOf(operand)]));
  return new Set([filter.field]);
}
