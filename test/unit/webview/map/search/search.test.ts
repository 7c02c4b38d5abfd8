import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FoundRecords } from '../../../../../src/protocol/map.ts';
import { RankedMatches, parseSearch } from '../../../../../webview/map/search/textMatching.ts';
import { MapSearch, type MapSearchOptions } from '../../../../../webview/map/search/mapSearch.ts';

const ids = ['dog', 'hotdog', 'dog-2', 'cat', 'a.b'];
const texts = ['a barking animal', 'eaten with mustard', '', 'not a dog', 'A and B'];

describe('a search by words', () => {
  it('has the id first, then its beginning, then a part of it, then texts', () => {
    expect(find('dog')).toEqual(['dog', 'dog-2', 'hotdog', 'cat']);
  });

  it('wants all words, in any order', () => {
    expect([find('animal barking'), find('animal mustard')]).toEqual([['dog'], []]);
  });

  it('takes what stands in quotation marks as one', () => {
    expect([find('"a dog"'), find('"dog a"')]).toEqual([['cat'], []]);
  });

  it('treats pattern characters literally', () => {
    expect([find('a.b'), find('(')]).toEqual([['a.b'], []]);
  });

  it('takes an opening brace as the beginning of a filter', () => {
    expect(parseSearch(' {"a": 1}')).toEqual({ kind: 'filter', text: '{"a": 1}' });
  });
});

it('takes every sign that is typed as itself', () => {
  const signs = "\\^$.*+?()[]{}|/-&~#%@!,;:=<>`'";
  for (const sign of signs) {
    const query = parseSearch(`a${sign}b`);
    if (query.kind !== 'words') throw new Error('No words');
    const found = [`a${sign}b`, 'axb', 'ab'].filter((text) => query.words[0]!.test(text));
    expect(found).toEqual([`a${sign}b`]);
  }
});

describe('Search', () => {
  afterEach(() => vi.useRealTimers());

  it('starts after a pause in typing', async () => {
    vi.useFakeTimers();
    const search = createSearch();
    search.type('do');
    search.type('dog');
    expect(search.state).toEqual({ at: 'nothing' });
    await vi.advanceTimersByTimeAsync(200);
    expect([...search.matches.indices]).toEqual([0, 2, 1, 3]);
  });

  it('steps through the matches in both directions, wrapping around', async () => {
    const search = createSearch();
    search.type('hotdog');
    expect([await search.step(1), await search.step(1)]).toEqual([1, 1]);
    search.type('dog');
    expect([await search.step(-1), await search.step(1), await search.step(1)]).toEqual([3, 0, 2]);
  });

  it('ignores the late response of an earlier search', async () => {
    const slow = Promise.withResolvers<FoundRecords>();
    const search = createSearch({ find: () => slow.promise });
    search.type('{"a": 1}');
    const late = search.step(1);
    search.type('cat');
    await search.step(1);
    slow.resolve({ points: Uint8Array.of(1).buffer, elsewhere: 0, isCapped: false });
    await late;
    expect([...search.matches.indices]).toEqual([3]);
  });

  it('outlines small numbers of text matches, and no large ones', async () => {
    const search = createSearch();
    search.type('dog');
    await search.step(1);
    expect([...(search.region?.indices ?? [])]).toEqual([0, 2, 1, 3]);
    const many = Array.from({ length: 31 }, (_, at) => `dog ${at}`);
    search.setPoints({ ids: many, texts: many });
    await vi.waitFor(() => expect(search.matches.size).toBe(31));
    expect(search.region).toBeUndefined();
  });

  it('finds nothing where nothing is typed', async () => {
    const search = createSearch({ typed: 'dog' });
    search.type('');
    expect([await search.step(1), search.matches.size]).toEqual([-1, 0]);
  });
});

function find(typed: string): string[] {
  const query = parseSearch(typed);
  if (query.kind !== 'words') throw new Error('No words');
  const matches = new RankedMatches();
  matches.scan(query, { ids, texts }, 0, ids.length);
  return [...matches.indices()].map((index) => ids[index]!);
}

function createSearch(options: Partial<MapSearchOptions> = {}): MapSearch {
  const search = new MapSearch({
    typed: '',
    find: () => Promise.reject(new Error('Not asked for')),
    onChange: () => undefined,
    ...options,
  });
  search.setPoints({ ids, texts });
  return search;
}
