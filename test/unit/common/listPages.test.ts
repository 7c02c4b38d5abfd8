import { describe, expect, it } from 'vitest';
import { listPages, type Page } from '../../../src/common/listPages.ts';

const never = new AbortController().signal;

/** Lists what a service gives that names the next page so; at most 1,000 pages. */
async function list(
  nextOf: (next: string | undefined) => string | undefined,
  signal = never,
  from?: string,
): Promise<readonly string[]> {
  const ask = (next: string | undefined): Promise<Page<string>> => {
    const after = nextOf(next);
    return Promise.resolve({
      items: [next ?? '-'],
      ...(after === undefined ? {} : { next: after }),
    });
  };
  const items: string[] = [];
  const paging = { purpose: 'list', ask, maxPages: 1000, ...(from === undefined ? {} : { from }) };
  for await (const page of listPages(paging, signal)) items.push(...page.items);
  return items;
}

const upTo =
  (end: number) =>
  (next = '0'): string | undefined =>
    Number(next) < end ? String(Number(next) + 1) : undefined;

describe('listPages', () => {
  it('gives the pages to the last one', async () => {
    expect(await list(upTo(3))).toEqual(['-', '1', '2', '3']);
    expect(await list(() => undefined)).toEqual(['-']);
  });

  it('begins at the given token', async () => {
    expect(await list(upTo(3), never, '2')).toEqual(['2', '3']);
  });

  it.each([1, 2, 3, 7, 64, 100])('ends with an error in a circle of %i pages', async (length) => {
    const circle = (next = '0'): string => String((Number(next) + 1) % length);
    await expect(list(circle)).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'Could not list: the service returned the same page token twice',
    });
  });

  it('ends with an error where a circle does not hold the first page', async () => {
    const nextOf = (next = '0'): string => (next === '9' ? '5' : String(Number(next) + 1));
    await expect(list(nextOf)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('ends with an error after as many pages as no list has', async () => {
    await expect(list(upTo(1001))).rejects.toMatchObject({
      message: 'Could not list: the service returned more than 1000 pages',
    });
    expect(await list(upTo(999))).toHaveLength(1000);
  });

  it('ends when its signal is aborted', async () => {
    const stop = new AbortController();
    const listing = list((next = '0') => {
      if (next === '5') stop.abort();
      return String(Number(next) + 1);
    }, stop.signal);
    await expect(listing).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
