import { describe, expect, it } from 'vitest';
import type { Page } from '../../../../src/common/listPages.ts';
import { createRandom, type Random } from '../../../../src/common/random.ts';
import { Failure } from '../../../../src/common/failure.ts';
import { IdList } from '../../../../src/services/records/idList.ts';
import { IdPages } from '../../../../src/services/records/idPages.ts';

const { signal } = new AbortController();
const below = (random: Random, limit: number): number => Math.floor(random.next() * limit);

describe('the ids of a listing', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'are each there once, whatever the pages are (seed %i)',
    async (seed) => {
      const random = createRandom(seed);
      const all = Array.from({ length: below(random, 6000) }, (_, at) => `id-${at}`).sort();
      const pages = new IdPages(pagesOf(all, random), () => undefined);
      while (!pages.isDone)
        await pages
          .readTo(pages.ids.length + 1 + below(random, 3000), signal)
          .catch(() => undefined);
      const read = pages.ids.slice(0, pages.ids.length);
      expect(read.length).toBe(new Set(read).size);
      expect([...read].sort()).toEqual(all);
      for (const id of read.slice(0, 50)) expect(pages.ids.at(pages.ids.rowOf(id))).toBe(id);
    },
  );

  it('are read once by callers that wait for the same page', async () => {
    let asked = 0;
    const pages = new IdPages(
      async (next) => {
        asked++;
        return { items: [`${next ?? 'a'}1`], ...(next === undefined && { next: 'b' }) };
      },
      () => undefined,
    );
    await Promise.all([pages.readTo(1, signal), pages.readTo(1, signal)]);
    expect([asked, pages.ids.length, pages.isDone]).toEqual([1, 1, false]);
  });

  it('leave a page to others if one caller is cancelled', async () => {
    const gate = Promise.withResolvers<Page<string>>();
    const pages = new IdPages(
      () => gate.promise,
      () => undefined,
    );
    const leaver = new AbortController();
    const left = pages.readTo(1, leaver.signal);
    const waits = pages.readTo(1, signal);
    leaver.abort();
    gate.resolve({ items: ['a'] });
    await expect(left).rejects.toMatchObject({ kind: 'cancelled' });
    await waits;
    expect(pages.ids.at(0)).toBe('a');
  });
});

describe('a list of a million ids', () => {
  it('finds each of them by row and by id', () => {
    const ids = new IdList();
    const name = (at: number): string => `r${String(at).padStart(7, '0')}`;
    for (let at = 0; at < 1_000_000; at++) ids.add(name(at));
    for (const at of [0, 1, 1023, 1024, 499_999, 999_999])
      expect([ids.at(at), ids.rowOf(name(at))]).toEqual([name(at), at]);
    expect([ids.length, ids.rowOf('r'), ids.rowOf('s'), ids.at(1_000_000)]).toEqual([
      1_000_000,
      -1,
      -1,
      undefined,
    ]);
  });
});

/** A service whose pages have any size, overlap, come out of order, and fail now and then. */
function pagesOf(all: readonly string[], random: Random) {
  return async (next: string | undefined): Promise<Page<string>> => {
    if (below(random, 5) === 0) throw new Failure('network', 'It broke off');
    const from = Number(next ?? 0);
    const to = Math.min(all.length, from + 1 + below(random, 900));
    const items = all.slice(Math.max(0, from - below(random, 20)), to);
    if (below(random, 3) === 0) items.reverse();
    return { items, ...(to < all.length && { next: String(to) }) };
  };
}
