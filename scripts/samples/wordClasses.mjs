// Word class and meaning of English words from the files of WordNet (see wndb(5WN), senseidx(5WN), lexnames(5WN)).
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { baseForms, functionWords } from './irregularForms.mjs';

/** Names of the lexicographer files by number, from lexnames(5WN). */
const lexicographerFiles =
  `adj.all adj.pert adv.all noun.Tops noun.act noun.animal noun.artifact noun.attribute
noun.body noun.cognition noun.communication noun.event noun.feeling noun.food noun.group noun.location noun.motive
noun.object noun.person noun.phenomenon noun.plant noun.possession noun.process noun.quantity noun.relation noun.shape
noun.state noun.substance noun.time verb.body verb.change verb.cognition verb.communication verb.competition
verb.consumption verb.contact verb.creation verb.emotion verb.motion verb.perception verb.possession verb.social
verb.stative verb.weather adj.ppl`.split(/\s+/);

const partsOfSpeech = { n: 'noun', v: 'verb', a: 'adjective', s: 'adjective', r: 'adverb' };
const senseTypes = ['', 'n', 'v', 'a', 'r', 's'];
const dataFiles = { n: 'data.noun', v: 'data.verb', a: 'data.adj', s: 'data.adj', r: 'data.adv' };

/** Rules of detachment from morphy(7WN): ending, what replaces it, part of speech. */
const endings = [
  ['s', '', 'n'],
  ['ses', 's', 'n'],
  ['xes', 'x', 'n'],
  ['zes', 'z', 'n'],
  ['ches', 'ch', 'n'],
  ['shes', 'sh', 'n'],
  ['men', 'man', 'n'],
  ['ies', 'y', 'n'],
  ['s', '', 'v'],
  ['ies', 'y', 'v'],
  ['es', 'e', 'v'],
  ['es', '', 'v'],
  ['ed', 'e', 'v'],
  ['ed', '', 'v'],
  ['ing', 'e', 'v'],
  ['ing', '', 'v'],
  ['er', '', 'a'],
  ['est', '', 'a'],
  ['er', 'e', 'a'],
  ['est', 'e', 'a'],
  // Not rules of morphy, which has these forms in its exception lists.
  ['ied', 'y', 'v'],
  ['ier', 'y', 'a'],
  ['iest', 'y', 'a'],
  ['cking', 'c', 'v'],
];

/**
 * Reads WordNet's files below `folder`. The result maps a word to `{ class, pos, gloss }` of its most
 * frequent sense in the tagged texts, or to undefined where WordNet does not have it.
 */
export function readWordNet(folder) {
  const senses = readSenses(path.join(folder, 'index.sense'));
  const glosses = Object.fromEntries(
    Object.entries(dataFiles).map(([type, file]) => [type, readFileSync(path.join(folder, file))]),
  );
  return (word) => {
    if (functionWords.has(word)) return { class: 'function', pos: 'function word' };
    const [best] = candidates(word, senses).sort(byUse);
    if (best === undefined) return undefined;
    const gloss = glossAt(glosses[best.type], best.offset);
    return {
      class: lexicographerFiles[best.file],
      pos: partsOfSpeech[best.type],
      gloss: best.lemma === word ? gloss : `(${best.lemma.replaceAll('_', ' ')}) ${gloss}`,
    };
  };
}

function readSenses(file) {
  const senses = new Map();
  for (const line of readFileSync(file, 'latin1').split('\n')) {
    if (line === '') continue;
    const [key, offset, number, uses] = line.trim().split(' ');
    const [lemma, rest] = key.split('%');
    const [type, lexicographerFile] = rest.split(':');
    const sense = {
      lemma,
      type: senseTypes[Number(type)],
      file: Number(lexicographerFile),
      offset: Number(offset),
      number: Number(number),
      uses: Number(uses),
    };
    const known = senses.get(lemma);
    if (known === undefined) senses.set(lemma, [sense]);
    else known.push(sense);
  }
  return senses;
}

/** The senses of the word itself, of its regular base forms and of its irregular ones. */
function candidates(word, senses) {
  const found = (senses.get(word) ?? []).map((sense) => ({ ...sense, detached: 0 }));
  for (const base of baseForms.get(word) ?? [])
    found.push(...(senses.get(base) ?? []).map((sense) => ({ ...sense, detached: 1 })));
  for (const [ending, replacement, type] of endings) {
    if (!word.endsWith(ending) || word.length - ending.length < 2) continue;
    const stem = word.slice(0, word.length - ending.length);
    for (const base of [stem + replacement, ...undoubled(stem, replacement, type)]) {
      for (const sense of senses.get(base) ?? [])
        if (sense.type === type || (type === 'a' && sense.type === 's'))
          found.push({ ...sense, detached: 1 });
    }
  }
  return found;
}

/** stopped -> stop: the doubled consonant before an ending. */
function undoubled(stem, replacement, type) {
  const isDoubled = /([b-df-hj-np-tv-z])\1$/.test(stem);
  return isDoubled && replacement === '' && type !== 'n' ? [stem.slice(0, -1)] : [];
}

/** Most used first; then the word itself, the order of WordNet's senses, and its order of files. */
function byUse(a, b) {
  return (
    b.uses - a.uses ||
    a.detached - b.detached ||
    a.number - b.number ||
    a.file - b.file ||
    a.offset - b.offset
  );
}

/** The definition at a synset's offset, without the examples that follow it. */
function glossAt(data, offset) {
  const end = data.indexOf(0x0a, offset);
  const line = data.toString('latin1', offset, end);
  const gloss = line.slice(line.indexOf('| ') + 2).trim();
  return gloss.split('; "')[0].trim();
}
