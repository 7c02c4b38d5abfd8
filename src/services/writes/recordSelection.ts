import { Failure } from '../../common/failure.ts';
import { listPages, type Page } from '../../common/listPages.ts';
import { parseFilter } from '../../model/filter/parseFilter.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';

/** Records of a namespace: by id, by metadata filter, or all. */
export type RecordSelection =
  { readonly ids: readonly string[] } | { readonly filter: object } | { readonly all: true };

/** `record` is absent if there is none with this id. */
export type SelectedRecord = { readonly id: string; readonly record?: VectorRecord };

const recordsPerPage = 100;
const sampledRecords = 20;
const maxPages = 10_000_000;

type Reader = Pick<IndexClient, 'fetch' | 'fetchByMetadata' | 'list'>;

/** Returns the filter of a text. Throws `badInput` for a wrong or an empty one, which would select all records. */
export function parseSelectingFilter(text: string): object {
  const result = parseFilter(text);
  if (!result.isValid)
    throw new Failure('badInput', result.problems.map(({ message }) => message).join('; '));
  if (Object.keys(result.json).length > 0) return result.json;
  throw new Failure('badInput', 'An empty filter matches everything: name a field');
}

/** Yields the selected records with their vectors, at most 100 at a time. */
export async function* readSelection(
  client: Reader,
  namespace: string,
  selection: RecordSelection,
  signal: AbortSignal,
): AsyncIterable<readonly SelectedRecord[]> {
  if ('filter' in selection) {
    const ask = async (next: string | undefined): Promise<Page<VectorRecord>> => {
      const { filter } = selection;
      const page = { filter, limit: recordsPerPage, ...(next !== undefined && { next }) };
      return (await client.fetchByMetadata(namespace, page, signal)).value;
    };
    const pages = listPages({ purpose: 'find the records', ask, maxPages }, signal);
    for await (const { items } of pages) yield items.map((record) => ({ id: record.id, record }));
    return;
  }
  for await (const ids of idPages(client, namespace, selection, signal)) {
    const { value } = await client.fetch(namespace, ids, signal);
    const found = new Map(value.map((record) => [record.id, record]));
    yield ids.map((id) => {
      const record = found.get(id);
      return record === undefined ? { id } : { id, record };
    });
  }
}

/** Returns at most 20 of the selected records, to estimate their size. Costs about 2 read units of a cloud index. */
export async function sampleSelection(
  client: Reader,
  namespace: string,
  selection: Exclude<RecordSelection, { readonly all: true }>,
  signal: AbortSignal,
): Promise<readonly VectorRecord[]> {
  if ('ids' in selection)
    return (await client.fetch(namespace, selection.ids.slice(0, sampledRecords), signal)).value;
  const page = { filter: selection.filter, limit: sampledRecords };
  return (await client.fetchByMetadata(namespace, page, signal)).value.items;
}

async function* idPages(
  client: Reader,
  namespace: string,
  selection: { readonly ids: readonly string[] } | { readonly all: true },
  signal: AbortSignal,
): AsyncIterable<readonly string[]> {
  if ('ids' in selection) {
    const ids = [...new Set(selection.ids)];
    for (let from = 0; from < ids.length; from += recordsPerPage)
      yield ids.slice(from, from + recordsPerPage);
    return;
  }
  const ask = async (next: string | undefined): Promise<Page<string>> => {
    const page = { limit: recordsPerPage, ...(next !== undefined && { next }) };
    return (await client.list(namespace, page, signal)).value;
  };
  const pages = listPages({ purpose: 'list the records', ask, maxPages }, signal);
  for await (const { items } of pages) yield items;
}
