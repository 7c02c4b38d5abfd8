import {
  fieldOf,
  type Metadata,
  type MetadataValue,
  type VectorRecord,
} from '../../model/record.ts';
import type { RecordRow } from '../../protocol/records.ts';

const maxRecords = 20_000;
const maxTextLength = 300;

type FetchRecords = (
  ids: readonly string[],
  signal: AbortSignal,
) => Promise<readonly VectorRecord[]>;

/** Rows of records read before, without their vectors. The oldest are dropped at 20,000. */
export class RecordCache {
  readonly #fetch: FetchRecords;
  readonly #rows = new Map<string, RecordRow>();
  readonly #reading = new Map<string, Promise<void>>();

  constructor(fetch: FetchRecords) {
    this.#fetch = fetch;
  }

  /** Returns the rows of the ids, in order; reads only those that are neither known nor being read. */
  async rows(ids: readonly string[], signal: AbortSignal): Promise<RecordRow[]> {
    const found = new Map<string, RecordRow>();
    const collect = (): void => {
      for (const id of ids) {
        const row = this.#rows.get(id);
        if (row !== undefined) found.set(id, row);
      }
    };
    collect();
    const unknown = ids.filter((id) => !found.has(id));
    const fresh = unknown.filter((id) => !this.#reading.has(id));
    if (fresh.length > 0) this.#read(fresh, signal);
    const pending = new Set(unknown.map((id) => this.#reading.get(id) ?? Promise.resolve()));
    const ends = await Promise.allSettled(pending);
    collect();
    // A read that another caller started may have been cancelled with that caller.
    const missing = ids.filter((id) => !found.has(id));
    const failed = ends.find((end) => end.status === 'rejected');
    if (missing.length > 0) {
      if (failed !== undefined && missing.some((id) => fresh.includes(id))) throw failed.reason;
      const rest = await this.rows(missing, signal);
      for (const row of rest) found.set(row.id, row);
    }
    return ids.map((id) => found.get(id) ?? { id });
  }

  /** Stores the row of a record that was read elsewhere. */
  add(record: Pick<VectorRecord, 'id' | 'metadata'>): void {
    const { id, metadata } = record;
    this.#put({ id, metadata: cutTexts(metadata) });
  }

  #put(row: RecordRow): void {
    this.#rows.delete(row.id);
    this.#rows.set(row.id, row);
    if (this.#rows.size <= maxRecords) return;
    const [oldest] = this.#rows.keys();
    if (oldest !== undefined) this.#rows.delete(oldest);
  }

  #read(ids: readonly string[], signal: AbortSignal): void {
    const read = async (): Promise<void> => {
      try {
        const records = await this.#fetch(ids, signal);
        const found = new Set(records.map(({ id }) => id));
        for (const record of records) this.add(record);
        for (const id of ids) if (!found.has(id)) this.#put({ id });
      } finally {
        for (const id of ids) this.#reading.delete(id);
      }
    };
    const reading = read();
    // Each caller receives the failure from its own wait.
    reading.catch(() => undefined);
    for (const id of ids) this.#reading.set(id, reading);
  }
}

function cutTexts(metadata: Metadata): Metadata {
  const long = Object.keys(metadata).filter((key) => isLong(fieldOf(metadata, key)));
  if (long.length === 0) return metadata;
  const cut = long.map((key) => [key, cutText(fieldOf(metadata, key) ?? '')]);
  return { ...metadata, ...Object.fromEntries(cut) };
}

function isLong(value: MetadataValue | undefined): boolean {
  if (typeof value === 'string') return value.length > maxTextLength;
  return typeof value === 'object' && value.join(', ').length > maxTextLength;
}

function cutText(value: MetadataValue): string {
  const text = typeof value === 'object' ? value.join(', ') : String(value);
  return `${text.slice(0, maxTextLength)}…`;
}
