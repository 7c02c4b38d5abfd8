import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { ask, askFor, newIndexBody, type Reply } from '../support/engineRequests.ts';

// Each test names an attack on the running engine; the line above it says what it found.

type Found = { readonly matches: readonly { readonly id: string; readonly metadata?: object }[] };

describe('values', () => {
  let engine: EngineProcess;
  beforeAll(async () => {
    engine = await startEngine();
    await askFor(engine, 'POST', '/indexes', newIndexBody('odd', 2));
  });
  afterAll(() => engine.stop());

  const upsert = (id: string, metadata: object): Promise<Reply> =>
    ask(engine, 'POST', '/_i/odd/vectors/upsert', { vectors: [{ id, values: [1, 2], metadata }] });
  const raw = async (body: string): Promise<number> => {
    const reply = await fetch(`${engine.url}/_i/odd/query`, {
      method: 'POST',
      headers: { 'api-key': engine.key },
      body,
    });
    await reply.text();
    return reply.status;
  };
  const idsOf = async (filter: object): Promise<string[]> => {
    const body = { topK: 100, vector: [1, 2], filter };
    const { matches } = await askFor<Found>(engine, 'POST', '/_i/odd/query', body);
    return matches.map(({ id }) => id);
  };

  // Found: nothing.
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'under the name %s are fields like others',
    async (name) => {
      expect(await idsOf({ [name]: { $exists: true } })).toEqual([]);
      const metadata = JSON.parse(`{"${name}": "x"}`) as object;
      expect((await upsert(name, metadata)).status).toBe(200);
      const filter = JSON.parse(`{"${name}": "x"}`) as object;
      expect(await idsOf(filter)).toEqual([name]);
      const { text } = await ask(engine, 'GET', `/_i/odd/vectors/fetch?ids=${name}`);
      expect(text).toContain(`"${name}":{"id":"${name}"`);
      expect(text).toContain(`"metadata":{"${name}":"x"}`);
    },
  );

  // Found: nothing.
  it('are numbers that float64 holds, or refused', async () => {
    for (const topK of ['1e100', '1.5', '"5"', '-1', '0', 'null', 'true', '[]'])
      expect([topK, await raw(`{"topK":${topK},"vector":[1,2]}`)]).toEqual([topK, 400]);
    for (const value of ['1e309', '-1e309', '1e39', 'NaN', '"1"', 'null'])
      expect([value, await raw(`{"topK":1,"vector":[1,${value}]}`)]).toEqual([value, 400]);
    for (const value of ['5e-324', '-0', '3.4e38', '1E+0'])
      expect([value, await raw(`{"topK":1,"vector":[1,${value}]}`)]).toEqual([value, 200]);
  });

  // Found: nothing.
  it('of the last of two equal names count', async () => {
    expect(await raw('{"topK":1,"topK":0,"vector":[1,2]}')).toBe(400);
    expect(await raw('{"topK":0,"topK":1,"vector":[1,2]}')).toBe(200);
  });

  // Found: nothing.
  it('are compared by their characters, not by how they look', async () => {
    await upsert('composed', { name: 'caf\u00e9' });
    await upsert('decomposed', { name: 'cafe\u0301' });
    await upsert('hidden', { name: 'caf\u00e9\u200b' });
    expect(await idsOf({ name: 'caf\u00e9' })).toEqual(['composed']);
    expect(await idsOf({ name: { $in: ['cafe\u0301', 'caf\u00e9\u200b'] } })).toEqual([
      'decomposed',
      'hidden',
    ]);
  });

  // Found: nothing.
  it('with half a character or a zero byte come back as they were or are refused', async () => {
    for (const [at, text] of ['\ud800', 'a\u0000b', '\udfff\ud800'].entries()) {
      const { status } = await upsert(`half-${at}`, { text });
      expect([200, 400]).toContain(status);
      if (status === 400) continue;
      const { text: body } = await ask(engine, 'GET', `/_i/odd/vectors/fetch?ids=half-${at}`);
      expect((JSON.parse(body) as { vectors: object }).vectors).toMatchObject({
        [`half-${at}`]: { metadata: { text } },
      });
    }
  });

  // Found: filters of more conditions than anybody reads, in bodies of 16 MB, were all taken.
  it('of filters are refused beyond what a filter may have', async () => {
    const conditions = (count: number): object => ({
      $or: Array.from({ length: count }, () => ({ a: 1 })),
    });
    const choices = (count: number): object => ({ a: { $in: Array(count).fill(1) } });
    const statusOf = async (filter: object): Promise<number> =>
      raw(JSON.stringify({ topK: 1, vector: [1, 2], filter }));
    expect(await Promise.all([10_000, 10_001].map((n) => statusOf(conditions(n))))).toEqual([
      200, 400,
    ]);
    expect(await Promise.all([10_000, 10_001].map((n) => statusOf(choices(n))))).toEqual([
      200, 400,
    ]);
    expect(await statusOf(conditions(500_000))).toBe(413);
    const deep = `${'{"$and":['.repeat(400)}{"a":1}${']}'.repeat(400)}`;
    expect(await raw(`{"topK":1,"vector":[1,2],"filter":${deep}}`)).toBe(400);
  });
});
