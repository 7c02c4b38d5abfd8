import path from 'node:path';
import { readSample, readSampleCatalog } from '../../../src/engine/samples/sampleCatalog.ts';
import { embeddingSpectrum, mixture } from '../data/mixture.ts';
import { words, wordNet, type Dataset } from '../engine/datasets.ts';

const samplesFolder = path.resolve(import.meta.dirname, '../../../media/samples');

/** Rows to map: the first `count` of a data set. */
export type Rows = { readonly dataset: Dataset; readonly count: number };

export function clusters(dimension: number): Dataset {
  return {
    name: 'mixture',
    about: 'Gaussian clusters, 100 of them, whose spectrum falls as that of neural text embeddings',
    dimension,
    open: async () => mixture(embeddingSpectrum(dimension), 2),
  };
}

export const englishWords = words;
export const glosses = wordNet;

/** Reads a bundled sample. */
export function sample(name: string, dimension: number, size: number): Dataset {
  return {
    name,
    about: `the sample of that name that comes with Vectorscope`,
    dimension,
    size,
    open: async () => {
      const catalog = await readSampleCatalog(samplesFolder);
      const { values } = await readSample(
        samplesFolder,
        catalog.find((one) => one.name === name)!,
      );
      return (at) => values.subarray(at * dimension, (at + 1) * dimension);
    },
  };
}
