import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { ask, askFor, newIndexBody } from '../support/engineRequests.ts';
import { isIdle } from '../support/idleProcess.ts';
import { fillIndex, vectorOf } from '../load/fillIndex.ts';
import { hostileFilters } from '../load/hostileFilters.ts';

// Each test names an attack on the running engine; the line above it says what it found.

const dimension = 8;
const count = 20_000;

describe('filters that ask for much work', () => {
  let engine: EngineProcess;
  beforeAll(async () => {
    engine = await startEngine();
    await askFor(engine, 'POST', '/indexes', newIndexBody('many', dimension));
    const metadata = (at: number): { n: number; text: string } => ({ n: at, text: `t${at}` });
    await fillIndex(engine, { index: 'many', count, dimension, metadata });
    await query({ n: 1 });
  });
  afterAll(() => engine.stop());

  const query = (filter: object, signal?: AbortSignal): Promise<Response> =>
    fetch(`${engine.url}/_i/many/query`, {
      method: 'POST',
      headers: { 'api-key': engine.key },
      body: JSON.stringify({ topK: 10, vector: vectorOf(1, dimension), filter }),
      ...(signal === undefined ? {} : { signal }),
    });

  // Found: a fetch waited 38 s for a filter of 1,000 absent fields.
  it('let others be answered while they run', async () => {
    const filter = hostileFilters['5,000 ranges']!;
    const ended = new AbortController();
    const hostile = query(filter).finally(() => ended.abort());
    let answered = 0;
    while (!ended.signal.aborted) {
      expect((await ask(engine, 'GET', '/_i/many/vectors/fetch?ids=r7')).status).toBe(200);
      answered++;
    }
    expect((await hostile).status).toBe(200);
    // One slice of work takes a few milliseconds, the filter some hundreds.
    expect(answered).toBeGreaterThan(20);
  });

  // Found: 10,000 fields were still looked at two minutes after the client had left.
  it.skipIf(process.platform !== 'linux')('end with their client', async () => {
    for (const filter of Object.values(hostileFilters)) {
      const leaving = new AbortController();
      const left = query(filter, leaving.signal).catch(() => 'left');
      await ask(engine, 'GET', '/_i/many/vectors/fetch?ids=r7');
      leaving.abort();
      await left;
    }
    await expect.poll(() => isIdle(engine.pid)).toBe(true);
  });

  // Found: the lists of values were searched from their beginning for each record.
  it.each(Object.entries(hostileFilters))('answer %s as they should', async (_, filter) => {
    const reply = await query(filter);
    expect(reply.status).toBe(200);
    const { matches } = (await reply.json()) as { matches: { id: string }[] };
    expect(matches.length).toBeLessThanOrEqual(10);
  });
});
