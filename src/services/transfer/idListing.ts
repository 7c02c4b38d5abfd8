import { Failure } from '../../common/failure.ts';
import { listPages, type Page } from '../../common/listPages.ts';
import { IdDigester, isSameIdDigest } from '../../model/idDigest.ts';
import type { Listing } from './checkpoint.ts';
import { idsPerPage } from './pullPlan.ts';
import type { SourceReader } from './sourceReader.ts';

/** Lists ids from a stored position, some at a time. */
export class IdListing {
  readonly #reader: Pick<SourceReader, 'page'>;
  readonly #pages: AsyncGenerator<Page<string>, void>;
  #room: (listed: number) => number = () => idsPerPage;
  #ids: string[] = [];
  #listing: Listing;

  constructor(reader: Pick<SourceReader, 'page'>, from: Listing, signal: AbortSignal) {
    this.#reader = reader;
    this.#listing = from;
    this.#pages = this.#pagesFrom(from, signal);
  }

  /** Returns the current position. */
  get listing(): Listing {
    return this.#listing;
  }

  /** Returns the next ids, page by page, while `room` returns more than 0 for the number listed so far. */
  async next(room: (listed: number) => number): Promise<readonly string[]> {
    this.#room = room;
    this.#ids = [];
    const digester = new IdDigester(this.#listing.listed);
    let next: string | undefined;
    do {
      const page = await this.#pages.next();
      if (page.done === true) break;
      this.#ids.push(...page.value.items);
      for (const id of page.value.items) digester.add(id);
      ({ next } = page.value);
    } while (next !== undefined && room(this.#ids.length) > 0);
    const listed = digester.digest;
    this.#listing = next === undefined ? { isDone: true, listed } : { isDone: false, listed, next };
    return this.#ids;
  }

  async *#pagesFrom(from: Listing, signal: AbortSignal): AsyncGenerator<Page<string>, void> {
    let isStale = false;
    const ask: Ask = async (next, asked) => {
      try {
        return await this.#page(next, asked);
      } catch (error) {
        // How long a service accepts a page token is unknown.
        isStale = next !== undefined && next === from.next && Failure.is(error, 'badInput');
        if (isStale) return { items: [] };
        throw error;
      }
    };
    for await (const page of allPages(ask, from.next, signal)) {
      if (isStale) yield* this.#pagesAfter(from, signal);
      else yield page;
    }
  }

  /** Lists from the start and skips ids listed before. Throws `conflict` if they differ now. */
  async *#pagesAfter({ listed }: Listing, signal: AbortSignal): AsyncGenerator<Page<string>> {
    const again = new IdDigester();
    let left = listed.count;
    const ask: Ask = (next, asked) =>
      left > 0 ? this.#reader.page(next, left, asked) : this.#page(next, asked);
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

  #page(next: string | undefined, signal: AbortSignal): Promise<Page<string>> {
    // Without room, reading the page reports the exhausted budget.
    return this.#reader.page(next, Math.max(1, this.#room(this.#ids.length)), signal);
  }
}

/** A billion ids in pages of a hundred. */
const maxPages = 10_000_000;

type Ask = (next: string | undefined, signal: AbortSignal) => Promise<Page<string>>;

function allPages(
  ask: Ask,
  from: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<Page<string>, void> {
  const paging = { purpose: 'list the records', ask, maxPages };
  return listPages(from === undefined ? paging : { ...paging, from }, signal);
}

function hasChanged(): Failure {
  return new Failure(
    'conflict',
    'The records of the source have changed since the pull was interrupted: pull them again from the beginning',
  );
}
