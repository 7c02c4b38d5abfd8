import { Failure } from '../../common/failure.ts';
import { IdDigester, isSameIdDigest } from '../../model/idDigest.ts';
import type { Page } from '../../pinecone/pineconeClient.ts';
import type { Listing } from './checkpoint.ts';
import type { SourceReader } from './sourceReader.ts';

/** Ids, and how far the listing is with them. */
export type ListedIds = { readonly ids: readonly string[]; readonly listing: Listing };

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
  let page: Page<string>;
  try {
    page = await reader.page(from.next, signal);
  } catch (error) {
    // Nothing is known of how long a service honours its word for the next page.
    if (from.next === undefined || !Failure.is(error, 'badInput')) throw error;
    yield* pagesAfter(reader, from, signal);
    return;
  }
  yield page;
  while (page.next !== undefined) {
    page = await reader.page(page.next, signal);
    yield page;
  }
}

/** Lists from the beginning and leaves out what was listed before. Throws `conflict` where that is not the same any more. */
async function* pagesAfter(
  reader: Pick<SourceReader, 'page'>,
  { listed }: Listing,
  signal: AbortSignal,
): AsyncGenerator<Page<string>> {
  const again = new IdDigester();
  let left = listed.count;
  let page: Page<string> = { items: [] };
  do {
    page = await reader.page(page.next, signal);
    const known = page.items.slice(0, left);
    for (const id of known) again.add(id);
    const wasLeft = left > 0;
    left -= known.length;
    if (wasLeft && left === 0 && !isSameIdDigest(again.digest, listed)) throw hasChanged();
    if (left === 0) yield { ...page, items: page.items.slice(known.length) };
  } while (page.next !== undefined);
  if (left > 0) throw hasChanged();
}

function hasChanged(): Failure {
  return new Failure(
    'conflict',
    'The records of the source have changed since the pull was interrupted: pull them again from the beginning',
  );
}
