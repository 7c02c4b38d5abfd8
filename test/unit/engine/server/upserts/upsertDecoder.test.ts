import { afterEach, expect, it } from 'vitest';
import {
  decodeUpsertBody,
  type UpsertBody,
} from '../../../../../src/engine/server/upserts/upsertBody.ts';
import { UpsertDecoder } from '../../../../../src/engine/server/upserts/upsertDecoder.ts';
import { randomVector, seededRandom } from '../../../../support/random.ts';
import { TestEngine } from '../../testEngine.ts';
import { filmsIndex } from './filmsIndex.ts';

const dimension = 256;

const index = filmsIndex(dimension);

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function vectors(count: number): object[] {
  const random = seededRandom(1);
  return Array.from({ length: count }, (_, at) => ({
    id: `r${at}`,
    values: randomVector(dimension, random),
    metadata: { year: 1900 + at, title: 'Le Voyage à travers l’impossible' },
  }));
}

function bodyOf(request: unknown): UpsertBody {
  const { buffer } = new TextEncoder().encode(JSON.stringify(request));
  return { bytes: buffer, index, version: '2025-10' };
}

function newDecoder(): UpsertDecoder {
  const decoder = new UpsertDecoder();
  ends.push(() => decoder.dispose());
  return decoder;
}

it('decodes long and short bodies alike', async () => {
  const decoder = newDecoder();
  for (const count of [1, 200]) {
    const request = { vectors: vectors(count), namespace: 'n' };
    expect(await decoder.decode(bodyOf(request))).toEqual(decodeUpsertBody(bodyOf(request)));
  }
});

it('refuses a long body as it refuses a short one', async () => {
  const decoder = newDecoder();
  for (const count of [1, 200]) {
    const request = { vectors: [...vectors(count), { id: 'last', values: [1, 2] }] };
    await expect(decoder.decode(bodyOf(request))).rejects.toMatchObject({
      kind: 'badInput',
      message: expect.stringContaining(`does not match the dimension of the index ${dimension}`),
    });
  }
});

it('rejects what it decodes when it is disposed, and decodes again', async () => {
  const decoder = newDecoder();
  const request = { vectors: vectors(200) };
  const interrupted = decoder.decode(bodyOf(request));
  decoder.dispose();
  await expect(interrupted).rejects.toMatchObject({ kind: 'cancelled' });
  expect((await decoder.decode(bodyOf(request))).batch.ids).toHaveLength(200);
});

it('writes long upserts of several clients', async () => {
  const engine = new TestEngine();
  ends.push(() => engine.close());
  await engine.createIndex('films', dimension);
  const writes = ['a', 'b', 'c'].map((namespace) =>
    engine.upsert('films', vectors(200), namespace),
  );
  expect((await Promise.all(writes)).map(({ json }) => json)).toEqual(
    Array.from({ length: 3 }, () => ({ upsertedCount: 200 })),
  );
  const { json } = await engine.send('GET', '/_i/films/describe_index_stats');
  expect(json).toMatchObject({ totalVectorCount: 600 });
});
