import { afterAll, describe, expect, it } from 'vitest';
import { unpackHits, type StoredHit } from '../../../../src/engine/namespace/calls/storedHits.ts';
import type { Filter } from '../../../../src/model/filter/filter.ts';
import { readKernel } from '../../../../src/engine/kernels/kernelFile.ts';
import { Searcher } from '../../../../src/engine/vectorSearch/searcher.ts';
import { randomVector, seededRandom } from '../../../support/random.ts';
import { exactScore } from '../vectorSearch/oracle.ts';
import { TestEngine } from '../testEngine.ts';

const dimension = 256;

const count = 20_000;

// As a search does that is too large for the store to wait for.
describe('searches in threads', () => {
  const engine = new TestEngine(undefined, () => new Searcher(readKernel(), { inlineBytes: 0 }));
  const random = seededRandom(31);
  const stored = Array.from({ length: count }, () => vector());
  const versions = stored.map(() => 0);
  afterAll(() => engine.close());

  it('see whole records only, and every acknowledged write, while others write', async () => {
    await engine.createIndex('busy', dimension);
    for (let first = 0; first < count; first += 1000) await upsert(first, 1000);
    await search(stored[0]!);
    const writing = write(60);
    const searches: Promise<readonly unknown[]>[] = [];
    for (let round = 0; round < 40; round++) {
      searches.push(search(stored[Math.floor(random() * count)]!));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await Promise.all(searches)).flat()).toEqual([]);
    await writing;
    const query = vector();
    const matches = await ask(query, 50);
    const best = stored
      .map((values) => Math.fround(exactScore('cosine', values, query)))
      .sort((one, other) => other - one)
      .slice(0, 50);
    expect(matches.map(({ score }) => score)).toEqual(best);
  }, 60_000);

  it('behind a filter find records that pass, while others are changed by one', async () => {
    const place = { index: 'busy', namespace: '' };
    const atStep = (step: number): Filter => ({
      op: 'compare',
      field: 'step',
      comparison: '$eq',
      value: step,
    });
    const all: Filter = { op: 'exists', field: 'version', isExpected: true };
    const change = (filter: Filter, step: number) =>
      engine.calls.call('records.updateMatching', {
        ...place,
        filter,
        metadata: { step },
        isDryRun: false,
      });
    await change(all, 0);
    let found = 0;
    for (let step = 0; step < 4; step++) {
      const state = { isDone: false };
      const changing = change(atStep(step), step + 1).finally(() => (state.isDone = true));
      while (!state.isDone) {
        const by = { vector: vector() };
        const shown = { includeValues: false, includeMetadata: true };
        const query = { ...place, topK: 20, by, filter: atStep(step), ...shown };
        const matches = unpackHits((await engine.calls.call('records.query', query)).hits);
        found += matches.length;
        expect(matches.filter(({ metadata }) => metadata!['step'] !== step)).toEqual([]);
      }
      expect(await changing).toMatchObject({ matched: count });
    }
    expect(found).toBeGreaterThan(0);
  }, 60_000);

  it('find nothing once all records are deleted meanwhile', async () => {
    const asking = ask(vector(), 10);
    const selection = { all: true } as const;
    await engine.calls.call('records.delete', { index: 'busy', namespace: '', selection });
    expect([0, 10]).toContain((await asking).length);
    expect(await ask(vector(), 10)).toEqual([]);
  });

  function vector(): Float32Array {
    return Float32Array.from(randomVector(dimension, random));
  }

  async function upsert(first: number, length: number): Promise<void> {
    const rows = Array.from({ length }, (_, at) => first + at);
    const values = new Float32Array(length * dimension);
    rows.forEach((row, at) => values.set(stored[row]!, at * dimension));
    await engine.calls.call('records.upsert', {
      index: 'busy',
      namespace: '',
      batch: {
        ids: rows.map((row) => `r${row}`),
        values: values.buffer,
        metadata: rows.map((row) => ({ version: versions[row]! })),
      },
    });
  }

  /** Replaces records, one batch after the other. */
  async function write(batches: number): Promise<void> {
    for (let batch = 0; batch < batches; batch++) {
      const first = Math.floor(random() * (count - 100));
      for (let row = first; row < first + 100; row++) {
        stored[row] = vector();
        versions[row]!++;
      }
      await upsert(first, 100);
    }
  }

  async function ask(query: Float32Array, topK: number): Promise<readonly StoredHit[]> {
    const { hits } = await engine.calls.call('records.query', {
      index: 'busy',
      namespace: '',
      topK,
      by: { vector: query },
      includeValues: true,
      includeMetadata: true,
    });
    return unpackHits(hits);
  }

  /** What is wrong with an answer: a score of another vector, an old version, a wrong order. */
  async function search(query: Float32Array): Promise<readonly unknown[]> {
    const before = [...versions];
    const pending = ask(query, 20);
    const matches = await pending;
    const isOrdered = matches.every(
      (match, at) => at === 0 || matches[at - 1]!.score >= match.score,
    );
    const wrong = matches.filter(({ id, score, values, metadata }) => {
      const isTorn = Math.fround(exactScore('cosine', values!, query)) !== score;
      // A batch that was on its way when the search began may be seen or not.
      const isOld = Number(metadata!['version']) < before[Number(id.slice(1))]! - 1;
      return isTorn || isOld;
    });
    return isOrdered && matches.length === 20 ? wrong : matches;
  }
});
