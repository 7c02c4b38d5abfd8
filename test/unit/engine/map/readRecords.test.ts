import { afterEach, beforeEach, expect, it } from 'vitest';
import { vectorsOf } from '../../../../src/engine/map/workers/sharedVectors.ts';
import { readRecords } from '../../../../src/engine/map/readRecords.ts';
import { defaultMapParameters } from '../../../../src/model/map/map.ts';
import { TestEngine } from '../testEngine.ts';

let engine: TestEngine;

beforeEach(() => {
  engine = new TestEngine();
});
afterEach(() => engine.close());

const never = new AbortController().signal;

const keyOf = (parameters: { sample?: number; seed?: number } = {}) => ({
  index: 'films',
  namespace: '__default__',
  parameters: { ...defaultMapParameters, ...parameters },
});

async function createFilms(count: number, dimension: number): Promise<void> {
  await engine.createIndex('films', dimension, 'euclidean');
  const films = Array.from({ length: count }, (_, at) => ({
    id: String(at).padStart(5, '0'),
    values: Array.from({ length: dimension }, (_one, d) => at + (d + 1) / 8),
    metadata: { at },
  }));
  // Written in the reverse of id order.
  const reversed = films.toReversed();
  for (let first = 0; first < count; first += 1000)
    await engine.upsert('films', reversed.slice(first, first + 1000));
}

it('reads all records in id order with exact values', async () => {
  await createFilms(2100, 5);
  const { ids, metadata, rows, total, metric } = await readRecords(engine.calls, keyOf(), never);
  expect([ids.length, total, metric, rows.count]).toEqual([2100, 2100, 'euclidean', 2100]);
  expect(ids).toEqual(ids.toSorted());
  expect(metadata).toEqual(ids.map((id) => ({ at: Number(id) })));
  const { values, stride } = vectorsOf(rows);
  expect(stride).toBe(8);
  const expected = ids.flatMap((id) => {
    const vector = [1, 2, 3, 4, 5].map((part) => Number(id) + part / 8);
    return [...vector, 0, 0, 0];
  });
  expect([...values]).toEqual(expected);
});

it('reads a seeded sample when there are more records', async () => {
  await createFilms(500, 1);
  const read = async (seed: number): Promise<readonly string[]> => {
    const key = keyOf({ sample: 50, seed });
    const { ids, rows, total } = await readRecords(engine.calls, key, never);
    expect(total).toBe(500);
    const { values, stride } = vectorsOf(rows);
    expect(ids.map((_, at) => values[at * stride])).toEqual(ids.map((id) => Number(id) + 1 / 8));
    expect(ids).toEqual(ids.toSorted());
    return ids;
  };
  const sample = await read(1);
  expect(sample).toHaveLength(50);
  expect(await read(1)).toEqual(sample);
  expect(await read(2)).not.toEqual(sample);
});

it('leaves out records that are deleted during the read', async () => {
  await createFilms(2500, 2);
  const reading = readRecords(engine.calls, keyOf(), never);
  const gone = ['00000', '01700', '02499'];
  // The store serves calls in order: this one runs between listing the ids and reading the last of them.
  await engine.calls.call('records.list', {
    index: 'films',
    namespace: '__default__',
    prefix: '',
    after: '',
    limit: 1,
  });
  await engine.send('POST', '/_i/films/vectors/delete', { ids: gone.slice(1) });
  const { ids, rows } = await reading;
  expect(ids).toHaveLength(2498);
  expect(ids).not.toContain('01700');
  const { values, stride } = vectorsOf(rows);
  expect(ids.map((_, at) => values[at * stride])).toEqual(ids.map((id) => Number(id) + 1 / 8));
});

it('stops when the request is aborted', async () => {
  await createFilms(10, 2);
  await expect(readRecords(engine.calls, keyOf(), AbortSignal.abort())).rejects.toMatchObject({
    kind: 'cancelled',
  });
});
