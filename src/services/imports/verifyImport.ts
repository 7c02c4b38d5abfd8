import { sleep } from '../../common/async.ts';
import { listPages, type Page } from '../../common/listPages.ts';
import { idsPerPage, recordsPerUnit } from '../transfer/pullPlan.ts';
import type { SourceReader } from '../transfer/sourceReader.ts';
import type { IdTable } from './idTable.ts';
import type { ReadRecords } from './recordsOfFile.ts';

/** Looks for written records in the index until it shows all of them; settles those that it finds. */
export async function verifyImport(
  options: VerificationOptions,
  signal: AbortSignal,
): Promise<void> {
  const { ids, counts, readerOf, waitsMs } = options;
  const readers = new Map([...counts.keys()].map((name) => [name, readerOf(name)]));
  const settle = verificationPlan(counts).way === 'list' ? settleListed : settleFetched;
  for (const waitMs of waitsMs) {
    if (ids.unsettled === 0) return;
    await sleep(waitMs, signal);
    await settle(options, readers, signal);
  }
}

/** Numbers of the file's records by namespace, and of the records that the namespace has or will have. */
export type NamespaceCounts = ReadonlyMap<
  string,
  { readonly imported: number; readonly total: number }
>;

const maxPages = 10_000_000;

/** Returns the read units of looking for all records once, and the cheaper way. */
export function verificationPlan(counts: NamespaceCounts): {
  readonly units: number;
  readonly way: 'list' | 'fetch';
} {
  let [listed, fetched] = [0, 0];
  for (const { imported, total } of counts.values()) {
    listed += Math.max(1, Math.ceil(total / idsPerPage));
    fetched += Math.ceil(imported / recordsPerUnit);
  }
  return listed <= fetched ? { units: listed, way: 'list' } : { units: fetched, way: 'fetch' };
}

export type VerificationOptions = {
  /** The ids of the written records. */
  readonly ids: IdTable;
  readonly counts: NamespaceCounts;
  readonly readerOf: (namespace: string) => SourceReader;
  /** Reads the records of the file again. */
  readonly readAgain: (signal: AbortSignal) => AsyncIterable<ReadRecords>;
  /** Waits before the index is searched again: the cloud shows writes late. */
  readonly waitsMs: readonly number[];
};

type Readers = ReadonlyMap<string, SourceReader>;

async function settleListed(
  { ids }: VerificationOptions,
  readers: Readers,
  signal: AbortSignal,
): Promise<void> {
  for (const [namespace, reader] of readers) {
    const ask = (next: string | undefined, both: AbortSignal): Promise<Page<string>> =>
      reader.page(next, idsPerPage, both);
    const pages = listPages({ purpose: 'list the records', ask, maxPages }, signal);
    for await (const { items } of pages) for (const id of items) ids.settle(namespace, id);
  }
}

async function settleFetched(
  { ids, readAgain }: VerificationOptions,
  readers: Readers,
  signal: AbortSignal,
): Promise<void> {
  for await (const { records } of readAgain(signal))
    for (const [namespace, group] of Map.groupBy(records, (record) => record.namespace)) {
      const open = group.map(({ id }) => id).filter((id) => !ids.isSettled(namespace, id));
      const found = (await readers.get(namespace)?.fetch(open, signal)) ?? [];
      for (const { id } of found) ids.settle(namespace, id);
    }
}
