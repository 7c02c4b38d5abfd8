import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  DenseVectors,
  type DenseSource,
} from '../../../../../src/engine/namespace/denseVectors.ts';
import { VectorMemoryBudget } from '../../../../../src/engine/vectorSearch/rows/vectorMemoryBudget.ts';
import { readKernel } from '../../../../../src/engine/kernels/kernelFile.ts';
import { Searcher } from '../../../../../src/engine/vectorSearch/searcher.ts';
import {
  decodeRowsFile,
  encodeRowsFile,
} from '../../../../../src/engine/namespace/snapshots/rowsFile.ts';
import {
  readChecksummedParts,
  readChecksummedFile,
  writeChecksummedFile,
} from '../../../../../src/engine/storage/checksummedFile.ts';
import { metrics } from '../../../../../src/model/vectorIndex.ts';
import { lowRank } from '../../vectorSearch/lowRank.ts';
import { temporaryFolder } from '../../testEngine.ts';

const dimension = 96;
const count = 17_000;
const metric = 'euclidean';

const { signal } = new AbortController();
const searcher = new Searcher(readKernel());
afterAll(() => searcher.dispose());

it('takes a namespace over from files with its prefixes, which are not computed again', async () => {
  const next = lowRank(dimension, 20, 41);
  const rows = Array.from({ length: count }, next);
  const source = {
    dimension,
    metric,
    searcher,
    readMetadata: () => [],
    readVector: (pk: number) => rows[pk]!,
  } as const;
  const first = new DenseVectors(source);
  rows.forEach((values, pk) => first.set(pk, `r${pk}`, values));
  await first.buildPrefixes();
  const file = await written(first);

  const second = await restored(source, file);
  const image = second.image();
  expect(image.prefixes?.counts).toEqual([count]);
  expect(second.image()).toEqual(first.image());
  expect(second.codes(image)).toEqual(first.codes(image));
  await second.buildPrefixes();
  expect(second.image()).toEqual(first.image());
  for (let times = 0; times < 20; times++) {
    const query = next();
    expect(await hitsOf(second, query, 10)).toEqual(await hitsOf(first, query, 10));
  }
  first.dispose();
  second.dispose();
});

it('needs the database for no search any more soon after its files were read', async () => {
  const rows = Array.from({ length: 300 }, lowRank(dimension, 20, 42));
  const read = new Set<number>();
  const source = {
    dimension,
    metric,
    searcher,
    readMetadata: () => [],
    readVector: (pk: number) => {
      read.add(pk);
      return rows[pk]!;
    },
  } as const;
  const first = new DenseVectors(source);
  rows.forEach((values, pk) => first.set(pk, `r${pk}`, values));
  const second = await restored(source, await written(first));
  expect(read.size).toBe(0);
  second.finishLoading();
  await expect.poll(() => read.size, { timeout: 10_000 }).toBe(rows.length);
  read.clear();
  expect(await hitsOf(second, rows[3]!, 10)).toEqual(await hitsOf(first, rows[3]!, 10));
  expect(read.size).toBe(0);
});

describe.each(metrics)('a namespace that memory has no room for (%s)', (asked) => {
  const tight = new Searcher(readKernel(), { budget: new VectorMemoryBudget(0) });
  afterAll(() => tight.dispose());

  it.each([
    { from: 'a file of vectors', isFiled: true },
    { from: 'the database', isFiled: false },
  ])(
    'is kept in files with vectors from $from, and stays exact while rows are used again',
    async ({ isFiled }) => {
      const next = lowRank(dimension, 20, 43);
      const rows = Array.from({ length: count }, next);
      const source = {
        dimension,
        metric: asked,
        searcher: tight,
        readMetadata: () => [],
        readVector: (pk: number) => rows[pk]!,
      } as const;
      const first = new DenseVectors(source);
      rows.forEach((values, pk) => first.set(pk, `r${pk}`, values));
      await first.buildPrefixes();
      if (isFiled) await first.writeFloats(path.join(temporaryFolder(), 'f32'), signal);
      const second = await restored(source, await written(first));

      const both = [first, second];
      const expectSame = async (): Promise<void> => {
        for (const topK of [1, 10, 300]) {
          const query = next();
          expect(await hitsOf(second, query, topK)).toEqual(await hitsOf(first, query, topK));
        }
      };
      await expectSame();
      for (let pk = 0; pk < count; pk += 3) for (const one of both) one.delete(`r${pk}`);
      await expectSame();
      for (let added = 0; added < count / 2; added++) {
        const values = next();
        rows.push(values);
        for (const one of both) one.set(rows.length - 1, `n${added}`, values);
      }
      await expectSame();
      await second.buildPrefixes();
      const third = await restored(source, await written(second));
      for (const one of [first, third]) one.delete('n7');
      const query = next();
      expect(await hitsOf(third, query, 300)).toEqual(await hitsOf(first, query, 300));
      for (const one of [...both, third]) one.dispose();
    },
  );
});

async function restored(
  source: DenseSource,
  file: (name: string) => string,
): Promise<DenseVectors> {
  const namespace = new DenseVectors(source);
  const { image } = decodeRowsFile(await readChecksummedFile(file('rows')));
  const fill = async (memories: readonly (readonly Uint8Array[])[]): Promise<void> => {
    for (const [at, parts] of memories.entries())
      await readChecksummedParts(file(String(at)), parts);
  };
  await namespace.restore(image, { fill, floats: file('f32') });
  return namespace;
}

/** Its files by name. */
async function written(namespace: DenseVectors): Promise<(name: string) => string> {
  const folder = temporaryFolder();
  const file = (name: string): string => path.join(folder, name);
  const image = namespace.image();
  for (const [at, parts] of namespace.codes(image).entries())
    await writeChecksummedFile(file(String(at)), parts, signal);
  await writeChecksummedFile(file('rows'), encodeRowsFile({ kind: namespace.kind, image }), signal);
  return file;
}

function hitsOf(vectors: DenseVectors, vector: Float32Array, topK: number): Promise<unknown> {
  return vectors.search({ vector, topK, isExclusive: true });
}
