import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/common/random.ts';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { ask, askFor } from '../support/engineRequests.ts';
import { isIdle } from '../support/idleProcess.ts';

// Each test names an attack on the running engine; the line above it says what it found.

const documents = '/_i/texts/namespaces/n/documents';
const count = 8000;
const wordsOfText = 60;

const nested = `${'(+a '.repeat(31)}b${')'.repeat(31)}`;
const phrase = 'a b '.repeat(500);

const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
const manyParts = letters.map((letter) => `.*${letter}.{1,12}`).join('|');

/** Query strings that ask for as much work as they can, and how they are answered. */
const hostile: Readonly<Record<string, readonly [string, number]>> = {
  'similar terms': ['abcd~2 '.repeat(32), 200],
  'expressions that match all terms': ['/.*/ '.repeat(32), 200],
  'expressions that backtracking never ends': ['/(a|a)*(a*)*(.?){90}b/ '.repeat(32), 200],
  'expressions of many sets of states': ['/.*a.{30}/ '.repeat(32), 200],
  'an expression that meets new states at each term': [`/(${manyParts})z/`, 400],
  'expressions of too many states': ['/((.{99}){99}){99}/', 400],
  'a phrase of 1,000 words': [`"${phrase}"`, 200],
  'a phrase of 1,000 words in any order': [`"${phrase}"~99999`, 200],
  completions: ['"a b"* '.repeat(32), 200],
  'required words': ['+a '.repeat(1000), 200],
  'excluded words': [`c ${'-a '.repeat(1000)}`, 200],
  'nested groups': [nested, 200],
  'too many groups': ['('.repeat(10_000), 400],
  'open quotation marks': ['"\\" '.repeat(2000), 400],
  boosts: [`${'(a '.repeat(31)}b${`)^${'9'.repeat(38)}`.repeat(31)}`, 200],
};

describe('query strings that ask for much work', () => {
  let engine: EngineProcess;
  beforeAll(async () => {
    engine = await startEngine();
    const schema = { fields: { text: { type: 'string', full_text_search: {} } } };
    await askFor(engine, 'POST', '/indexes', { name: 'texts', schema });
    const random = createRandom(3);
    // Short words are common, and many long ones are in one text only.
    const word = (): string => {
      const rank = Math.floor(random.next() ** 4 * 26 ** 4);
      return rank.toString(26).replaceAll(/\d/g, (digit) => 'qrstuvwxyz'.charAt(Number(digit)));
    };
    const text = (): string => `a b ${Array.from({ length: wordsOfText }, word).join(' ')}`;
    for (let first = 0; first < count; first += 1000) {
      const added = Array.from({ length: 1000 }, (_, at) => ({
        _id: `r${first + at}`,
        text: text(),
      }));
      await askFor(engine, 'POST', `${documents}/upsert`, { documents: added });
    }
    await search('a');
  });
  afterAll(() => engine.stop());

  const search = (query: string, signal?: AbortSignal): Promise<Response> =>
    fetch(`${engine.url}${documents}/search`, {
      method: 'POST',
      headers: { 'api-key': engine.key, 'x-pinecone-api-version': '2026-07' },
      body: JSON.stringify({ top_k: 10, score_by: [{ type: 'query_string', query }] }),
      ...(signal === undefined ? {} : { signal }),
    });
  const fetchOne = async (): Promise<number> =>
    (await ask(engine, 'POST', `${documents}/fetch`, { ids: ['r7'] })).status;

  // Found: a phrase of 1,000 words was compared with 200,000 texts for 47 s.
  it.each(Object.entries(hostile))('are answered: %s', async (_, [query, status]) => {
    expect((await search(query)).status).toBe(status);
  });

  it('let others be answered while they run', async () => {
    const ended = new AbortController();
    const searches = Object.values(hostile).map(([query]) => search(query));
    const all = Promise.all(searches).finally(() => ended.abort());
    let answered = 0;
    while (!ended.signal.aborted) {
      expect(await fetchOne()).toBe(200);
      answered++;
    }
    await all;
    // A slice of work takes a few milliseconds, all searches some seconds.
    expect(answered).toBeGreaterThan(50);
  });

  it.skipIf(process.platform !== 'linux')('end with their client', async () => {
    for (const [query] of Object.values(hostile)) {
      const leaving = new AbortController();
      const left = Array.from({ length: 5 }, () =>
        search(query, leaving.signal).catch(() => 'left'),
      );
      await fetchOne();
      leaving.abort();
      await Promise.all(left);
    }
    await expect.poll(() => isIdle(engine.pid)).toBe(true);
  });
});
