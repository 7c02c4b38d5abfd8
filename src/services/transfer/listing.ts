import { Failure } from '../../common/failure.ts';
import { listPages, type Page } from '../../common/pages.ts';
import { IdDigester, isSameIdDigest } from '../../model/idDigest.ts';
import type { Listing } from './checkpoint.ts';
import type { SourceReader } from './sourceReader.ts';

/** Ids, and how far the listing is with them. */
export type ListedIds = { readonly ids: readonly string[]; readonly listing: Listing };

/** A billion ids in pages of a hundred. */
const maxPages = 10_000_000;

/** The ids that follow where a listing stands, in pieces of `size` or a little more; the last one may be empty. */
export async function* listIds(
  reader: Pick<SourceReader, 'page'>,
  from: Listing,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<ListedIds> {
  if (from.isDone) return;
  const digester = new IdDigester(from.listed);
  let ids: string[] = [];
  for await (const { items, next } of pagesFrom(reader, from, signal)) {
    ids.push(...items);
    const isDone = next === undefined;
    if (ids.length < size && !isDone) continue;
    for (const id of ids) digester.add(id);
    const listed = digester.digest;
    yield { ids, listing: { isDone, listed, ...(isDone ? {} : { next }) } };
    ids = [];
  }
}

async function* pagesFrom(
  reader: Pick<SourceReader, 'page'>,
  from: Listing,
  signal: AbortSignal,
): AsyncGenerator<Page<string>> {
  let isStale = false;
  const ask: Ask = async (next, asked) => {
    try {
      return await reader.page(next, asked);
    } catch (error) {
      // Nothing is known of how long a service honours its word for the next page.
      isStale = next !== undefined && next === from.next && Failure.is(error, 'badInput');
      if (isStale) return { items: [] };
      throw error;
    }
  };
  for await (const page of allPages(ask, from.next, signal)) {
    if (isStale) yield* pagesAfter(reader, from, signal);
    else yield page;
  }
}

type Ask = (next: string | undefined, signal: AbortSignal) => Promise<Page<string>>;

function allPages(
  ask: Ask,
  from: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<Page<string>, void> {
  const paging = { purpose: 'list the records', ask, maxPages };
  return listPages(from === undefined ? paging : { ...paging, from }, signal);
}

/** Lists from the beginning and leaves out what was listed before. Throws `conflict` where that is not the same any more. */
async function* pagesAfter(
  reader: Pick<SourceReader, 'page'>,
  { listed }: Listing,
  signal: AbortSignal,
): AsyncGenerator<Page<string>> {
  const again = new IdDigester();
  let left = listed.count;
  const ask: Ask = (next, asked) => reader.page(next, asked);
  for await (const page of allPages(ask, undefined, signal)) {
    const known = page.items.slice(0, left);
    for (const id of known) again.add(id);
    const wasLeft = left > 0;
    left -= known.length;
    if (wasLeft && left === 0 && !isSameIdDigest(again.digest, listed)) throw hasChanged();
    if (left === 0) yield { ...page, items: page.items.slice(known.length) };
  }
  if (left > 0) throw hasChanged();
}

function hasChanged(): Failure {
  return new Failure(
    'conflict',
    'The records of the source have changed since the pull was interrupted: pull them again from the beginning',
  );
}
