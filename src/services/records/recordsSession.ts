import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import { parseFilter } from '../../model/filter/parseFilter.ts';
import type { Hit } from '../../model/hit.ts';
import { compareIds } from '../../model/idOrder.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';
import type { RecordRow, RecordsSelection, RecordsStatus } from '../../protocol/records.ts';
import type { Connections } from '../environments/connections.ts';
import { IdPages } from './idPages.ts';
import { MetadataSchema } from './metadataSchema.ts';
import { RecordCache } from './recordCache.ts';
import { MeteredSource } from './meteredSource.ts';
import { engineSource, vectorSource } from './recordSource.ts';

/**
 * Reads the records of one namespace for one view: ids page by page, and metadata of the rows that are shown. What was
 * read is stored, so a view that is shown again costs nothing.
 */
export class RecordsSession implements Disposable {
  readonly #options: RecordsSessionOptions;
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<RecordsStatus>());
  readonly onDidChange: Event<RecordsStatus> = this.#changed.event;
  readonly #disposal = new AbortController();
  readonly #schema = new MetadataSchema();
  #selection = everything;
  #generation = 0;
  #opened: Promise<Opened> | undefined;
  #source: MeteredSource | undefined;
  #pages: IdPages;
  #cache: RecordCache;
  #total: number | undefined;
  #reporting: ReturnType<typeof setTimeout> | undefined;

  constructor(options: RecordsSessionOptions) {
    this.#options = options;
    this.#pages = this.#newPages({});
    this.#cache = this.#newCache();
  }

  get place(): RecordsPlace {
    return this.#options.place;
  }

  get selection(): RecordsSelection {
    return this.#selection;
  }

  get status(): RecordsStatus {
    const total = this.#isWhole ? this.#total : undefined;
    return {
      generation: this.#generation,
      listed: this.#pages.ids.length,
      isDone: this.#pages.isDone,
      ...(total !== undefined && { total }),
      readUnits: this.#source?.readUnits ?? 0,
      ...(this.#source?.budget !== undefined && { budget: this.#source.budget }),
      fields: this.#schema.fields(),
    };
  }

  /** Returns the index. Throws `notFound` if it does not exist. */
  async index(): Promise<VectorIndex> {
    return (await this.#open()).index;
  }

  /** Shows other records. Throws `badInput` if the filter is invalid. */
  select(selection: RecordsSelection): RecordsStatus {
    if (isSame(selection, this.#selection)) return this.status;
    const parsed = parseFilter(selection.filter);
    if (!parsed.isValid)
      throw new Failure('badInput', parsed.problems.map(({ message }) => message).join('; '));
    this.#selection = selection;
    this.#list(parsed.json);
    return this.status;
  }

  /** Reads ids and records again. */
  reload(): RecordsStatus {
    const parsed = parseFilter(this.#selection.filter);
    this.#opened = undefined;
    this.#cache = this.#newCache();
    this.#list(parsed.isValid ? parsed.json : {});
    return this.status;
  }

  /**
   * Takes up changes made elsewhere. Where listing costs read units, the listed ids stay, and deleted records become
   * rows without metadata.
   */
  refresh(): void {
    if (this.#source === undefined) return;
    if (this.#source.isFree) this.reload();
    else {
      this.#cache = this.#newCache();
      this.#generation++;
      this.#count();
    }
    this.#report();
  }

  async rows(
    from: number,
    to: number,
    signal: AbortSignal,
  ): Promise<{ generation: number; rows: RecordRow[] }> {
    await this.#open();
    const pages = this.#pages;
    const generation = this.#generation;
    const cache = this.#cache;
    await pages.readTo(to, signal);
    const rows = await cache.rows(pages.ids.slice(from, to), signal);
    for (const { id, metadata } of rows) if (metadata) this.#schema.learn(id, metadata);
    this.#report();
    this.#prefetch(pages, cache, to);
    return { generation, rows };
  }

  ids(from: number, to: number): string[] {
    return this.#pages.ids.slice(from, to);
  }

  rowOf(id: string): number {
    return this.#pages.ids.rowOf(id);
  }

  /** Returns a whole record. Throws `notFound` if it does not exist. */
  async record(id: string, signal: AbortSignal): Promise<VectorRecord> {
    const [record] = await this.records([id], signal);
    if (record !== undefined) return record;
    throw new Failure(
      'notFound',
      `There is no record “${id}” any more: reload to see the current ones`,
    );
  }

  /** Returns the existing records with their vectors. */
  async records(ids: readonly string[], signal: AbortSignal): Promise<readonly VectorRecord[]> {
    const { source } = await this.#open();
    const records = await source.fetch(ids, signal);
    this.#report();
    return records;
  }

  /** Returns the nearest records, nearest first, without the record itself. */
  async neighbours(id: string, signal: AbortSignal): Promise<readonly Hit[]> {
    const { source } = await this.#open();
    const hits = await source.near(id, neighbourCount + 1, signal);
    this.#report();
    return hits.filter((hit) => hit.id !== id).slice(0, neighbourCount);
  }

  /** Allows as many read units again. */
  raiseBudget(): RecordsStatus {
    this.#source?.raiseBudget();
    return this.status;
  }

  dispose(): void {
    clearTimeout(this.#reporting);
    this.#disposal.abort();
    this.#pages.dispose();
    this.#resources.dispose();
  }

  get #isWhole(): boolean {
    return isSame(this.#selection, everything);
  }

  #list(filter: object): void {
    this.#pages.dispose();
    this.#generation++;
    this.#pages = this.#newPages(filter);
    if (this.#isWhole) this.#count();
    else if (this.#source?.isFree === true && Object.keys(filter).length === 0)
      void this.#pages.readTo(maxCounted, this.#disposal.signal).catch(() => undefined);
  }

  #newPages(filter: object): IdPages {
    const { prefix } = this.#selection;
    const ask = async (next: string | undefined, signal: AbortSignal) => {
      const { source } = await this.#open();
      if (Object.keys(filter).length === 0) return source.ids(prefix, next, signal);
      const page = await source.matching(filter, next, signal);
      for (const record of page.items) this.#cache.add(record);
      const ids = page.items.map(({ id }) => id).filter((id) => id.startsWith(prefix));
      return { ...page, items: ids.sort(compareIds) };
    };
    return new IdPages(ask, () => this.#report());
  }

  #newCache(): RecordCache {
    return new RecordCache(async (ids, signal) => {
      const { source } = await this.#open();
      return source.fetch(ids, signal);
    });
  }

  /** Reads the next rows while the current ones are looked at, where that costs nothing; else only their ids. */
  #prefetch(pages: IdPages, cache: RecordCache, from: number): void {
    const { signal } = this.#disposal;
    const read = async (): Promise<void> => {
      await pages.readTo(from + prefetchedRows, signal);
      if (this.#source?.isFree === true)
        await cache.rows(pages.ids.slice(from, from + prefetchedRows), signal);
    };
    // The view requests the same rows again and receives the failure then.
    read().catch(() => undefined);
  }

  /** All callers share one connection, so none of them can cancel it. */
  #open(): Promise<Opened> {
    this.#opened ??= this.#connect(this.#disposal.signal).catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  async #connect(signal: AbortSignal): Promise<Opened> {
    const { place, connections } = this.#options;
    const { environment, namespace } = place;
    const service = await connections.open(environment, signal);
    const index = await service.describeIndex(place.index, signal).catch((cause: unknown) => {
      if (!Failure.is(cause, 'notFound')) throw cause;
      const message = `The index “${place.index}” no longer exists: create it again, or close its records`;
      throw new Failure('notFound', message, { cause });
    });
    const client = service.index(index.host, index.documents);
    const isFree = environment.kind === 'local';
    const vectors = vectorSource(client, namespace);
    const reader = isFree
      ? engineSource(vectors, await connections.openEngine(signal), place)
      : vectors;
    const source = this.#source?.over(reader) ?? new MeteredSource(reader, isFree);
    this.#source = source;
    this.#count();
    return { index, client, source };
  }

  /** Reads the count, which costs no read units. A failure leaves it unknown. */
  #count(): void {
    const read = async (): Promise<void> => {
      const { signal } = this.#disposal;
      const { client } = await this.#open();
      const { namespaces } = await client.stats(signal);
      const { namespace } = this.place;
      this.#total = namespaces.find(({ name }) => name === namespace)?.recordCount ?? 0;
      this.#report();
    };
    read().catch(() => undefined);
  }

  /** Reports the status soon; several changes make one report. */
  #report(): void {
    if (this.#resources.isDisposed) return;
    this.#reporting ??= setTimeout(() => {
      this.#reporting = undefined;
      this.#changed.fire(this.status);
    }, statusPauseMs);
  }
}

/** The namespace whose records a view shows. */
export type RecordsPlace = {
  readonly environment: Environment;
  readonly index: string;
  readonly namespace: string;
};

export type RecordsSessionOptions = {
  readonly place: RecordsPlace;
  readonly connections: Pick<Connections, 'open' | 'openEngine'>;
};

type Opened = {
  readonly index: VectorIndex;
  readonly client: IndexClient;
  readonly source: MeteredSource;
};

/** Rows read beyond the requested ones. */
const prefetchedRows = 100;
const neighbourCount = 10;
/** Free listings are counted to the end up to this many ids. */
const maxCounted = 200_000;
const statusPauseMs = 50;

const everything: RecordsSelection = { prefix: '', filter: '' };

function isSame(one: RecordsSelection, other: RecordsSelection): boolean {
  return one.prefix === other.prefix && one.filter.trim() === other.filter.trim();
}
