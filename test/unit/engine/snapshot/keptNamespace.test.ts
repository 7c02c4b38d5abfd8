import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import {
  LoadedNamespace,
  type NamespaceSource,
} from '../../../../src/engine/collection/loadedNamespace.ts';
import { readKernel } from '../../../../src/engine/scan/kernelFile.ts';
import { Searcher } from '../../../../src/engine/scan/searcher.ts';
import { decodeRowsFile, encodeRowsFile } from '../../../../src/engine/snapshot/rowsFile.ts';
import {
  readSealed,
  readSealedWhole,
  writeSealed,
} from '../../../../src/engine/snapshot/sealedFile.ts';
import { lowRank } from '../scan/lowRank.ts';
import { temporaryFolder } from '../testEngine.ts';

const dimension = 96;
const count = 17_000;
const metric = 'euclidean';

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
  const first = new LoadedNamespace(source);
  rows.forEach((values, pk) => first.set(pk, `r${pk}`, values));
  await first.improve();
  const file = await written(first);

  const second = await restored(source, file);
  const image = second.image();
  expect(image.prefixes?.counts).toEqual([count]);
  expect(second.image()).toEqual(first.image());
  expect(second.codes(image)).toEqual(first.codes(image));
  await second.improve();
  expect(second.image()).toEqual(first.image());
  for (let times = 0; times < 20; times++) {
    const query = next();
    expect(second.search(metric, query, 10)).toEqual(first.search(metric, query, 10));
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
  const first = new LoadedNamespace(source);
  rows.forEach((values, pk) => first.set(pk, `r${pk}`, values));
  const second = await restored(source, await written(first));
  expect(read.size).toBe(0);
  second.ready();
  await expect.poll(() => read.size, { timeout: 10_000 }).toBe(rows.length);
  read.clear();
  expect(second.search(metric, rows[3]!, 10)).toEqual(first.search(metric, rows[3]!, 10));
  expect(read.size).toBe(0);
});

async function restored(
  source: NamespaceSource,
  file: (name: string) => string,
): Promise<LoadedNamespace> {
  const namespace = new LoadedNamespace(source);
  const { image } = decodeRowsFile(await readSealedWhole(file('rows')));
  const fill = async (memories: readonly (readonly Uint8Array[])[]): Promise<void> => {
    for (const [at, parts] of memories.entries()) await readSealed(file(String(at)), parts);
  };
  await namespace.restore(image, { fill, floats: file('f32') });
  return namespace;
}

/** Its files by name. */
async function written(namespace: LoadedNamespace): Promise<(name: string) => string> {
  const folder = temporaryFolder();
  const file = (name: string): string => path.join(folder, name);
  const image = namespace.image();
  const { signal } = new AbortController();
  for (const [at, parts] of namespace.codes(image).entries())
    await writeSealed(file(String(at)), parts, signal);
  await writeSealed(file('rows'), encodeRowsFile({ kind: namespace.kind, image }), signal);
  return file;
}
