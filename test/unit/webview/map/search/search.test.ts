import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FoundRecords } from '../../../../../src/protocol/map.ts';
import { RankedMatches, parseSearch } from '../../../../../webview/map/search/textMatching.ts';
import { wordPatterns } from '../../../../../src/model/map/wordMatching.ts';
import { MapSearch, type MapSearchOptions } from '../../../../../webview/map/search/mapSearch.ts';

const ids = ['dog', 'hotdog', 'dog-2', 'cat', 'a.b'];
const titles = ['', '', 'Second animal', '', ''];
const texts = ['a barking animal', 'eaten with mustard', '', 'not a dog', 'A and B'];

describe('a search by words', () => {
  it('has the id first, then its beginning, then a part of it, then texts', () => {
    expect(find('dog')).toEqual(['dog', 'dog-2', 'hotdog', 'cat']);
  });

  it('finds words of titles before those of texts', () => {
    expect(find('animal')).toEqual(['dog-2', 'dog']);
  });

  it('wants all words, in any order', () => {
    expect([find('animal barking'), find('animal mustard')]).toEqual([['dog'], []]);
  });

  it('treats quoted words as one phrase', () => {
    expect([find('"a dog"'), find('"dog a"')]).toEqual([['cat'], []]);
  });

  it('treats pattern characters literally', () => {
    expect([find('a.b'), find('(')]).toEqual([['a.b'], []]);
  });

  it('takes an opening brace as the beginning of a filter', () => {
    expect(parseSearch(' {"a": 1}')).toEqual({ kind: 'filter', text: '{"a": 1}' });
  });
});

it('treats every character literally', () => {
  const signs = "\\^$.*+?()[]{}|/-&~#%@!,;:=<>`'";
  for (const sign of signs) {
    const query = parseSearch(`a${sign}b`);
    if (query.kind !== 'words') throw new Error('No words');
    const found = [`a${sign}b`, 'axb', 'ab'].filter((text) =>
      wordPatterns(query.words)[0]!.test(text),
    );
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
    // The code of the search is loaded first.
    await vi.waitFor(() => expect([...search.matches.indices]).toEqual([0, 2, 1, 3]));
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
    slow.resolve({
      points: Uint8Array.of(1).buffer,
      elsewhere: 0,
      isCapped: false,
      unknownFields: [],
    });
    await late;
    expect([...search.matches.indices]).toEqual([3]);
  });

  it('rings up to 300 text matches, and not more', async () => {
    const search = createSearch();
    search.type('dog');
    await search.step(1);
    expect([...(search.region?.indices ?? [])]).toEqual([0, 2, 1, 3]);
    const many = Array.from({ length: 301 }, (_, at) => `dog ${at}`);
    search.setPoints({ ids: many, titles: [], texts: many });
    await vi.waitFor(() => expect(search.matches.size).toBe(301));
    expect(search.region).toBeUndefined();
  });

  it('appends what the engine finds further on in the texts, and keeps the current match', async () => {
    const engine = Promise.withResolvers<{ points: ArrayBuffer }>();
    const asked: string[][] = [];
    const search = createSearch({
      findTexts: (words) => {
        asked.push([...words]);
        return engine.promise;
      },
    });
    search.type('hotdog');
    const step = search.step(1);
    await vi.waitFor(() => expect([...search.matches.indices]).toEqual([1]));
    engine.resolve({ points: Uint8Array.of(0b11010).buffer });
    expect(await step).toBe(1);
    expect([asked, [...search.matches.indices], search.at]).toEqual([[['hotdog']], [1, 3, 4], 0]);
  });

  it('searches by meaning when asked to, nearest first, and counts what is not on the map', async () => {
    const asked: string[] = [];
    const search = createSearch({
      isByMeaning: true,
      findByMeaning: (text) => {
        asked.push(text);
        return Promise.resolve({ ids: ['cat', 'elsewhere', 'dog'] });
      },
    });
    search.type('a pet that purrs');
    expect([search.isWaiting, asked]).toEqual([true, []]);
    expect(await search.step(1)).toBe(3);
    expect([asked, [...search.matches.indices], search.isWaiting]).toEqual([
      ['a pet that purrs'],
      [3, 0],
      false,
    ]);
    expect(search.state).toMatchObject({ at: 'found', by: 'meaning', elsewhere: 1 });
    search.setPoints({ ids, titles, texts });
    expect([search.isWaiting, asked.length]).toEqual([true, 1]);
  });

  it('still takes a filter while it searches by meaning', async () => {
    const search = createSearch({
      isByMeaning: true,
      find: () =>
        Promise.resolve({
          points: Uint8Array.of(0b100).buffer,
          elsewhere: 0,
          isCapped: false,
          unknownFields: [{ field: 'a', similar: 'b' }],
        }),
    });
    search.type('{"a": 1}');
    expect(await search.step(1)).toBe(2);
    expect(search.state).toMatchObject({ unknownFields: [{ field: 'a', similar: 'b' }] });
  });

  it('finds nothing if nothing is typed', async () => {
    const search = createSearch({ typed: 'dog' });
    search.type('');
    expect([await search.step(1), search.matches.size]).toEqual([-1, 0]);
  });
});

function find(typed: string): string[] {
  const query = parseSearch(typed);
  if (query.kind !== 'words') throw new Error('No words');
  const matches = new RankedMatches(query.whole, query.words);
  matches.scan({ ids, titles, texts }, 0, ids.length);
  return [...matches.indices()].map((index) => ids[index]!);
}

function createSearch(options: Partial<MapSearchOptions> = {}): MapSearch {
  const search = new MapSearch({
    typed: '',
    isByMeaning: false,
    findTexts: () => Promise.resolve({}),
    findByMeaning: () => Promise.reject(new Error('Not asked for')),
    indexOf: (id) => ids.indexOf(id),
    find: () => Promise.reject(new Error('Not asked for')),
    onChange: () => undefined,
    ...options,
  });
  search.setPoints({ ids, titles, texts });
  return search;
}
