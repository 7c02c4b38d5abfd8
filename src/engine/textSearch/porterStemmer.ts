// M. F. Porter, An algorithm for suffix stripping, Program 14 (1980), with the two later changes of its author
// (https://tartarus.org/martin/PorterStemmer): `bli` becomes `ble`, and `logi` becomes `log`.

type Rule = readonly [suffix: string, replacement: string];

const step2: readonly Rule[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['logi', 'log'],
];

const step3: readonly Rule[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];

const step4 =
  /(?:al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|(?<=[st])ion|ou|ism|ate|iti|ous|ive|ize)$/;

/** The stem of an English word in lower case. What has other letters than a to z stays as it is. */
export function stemEnglish(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  let stem = withoutPlural(word);
  stem = withoutPast(stem);
  stem = stem.replace(/y$/, (y, at: number) => (hasVowel(stem.slice(0, at)) ? 'i' : y));
  stem = replaceFirst(stem, step2);
  stem = replaceFirst(stem, step3);
  stem = stem.replace(step4, (suffix, at: number) =>
    measure(stem.slice(0, at)) > 1 ? '' : suffix,
  );
  return withoutFinal(stem);
}

function withoutPlural(word: string): string {
  if (/(?:ss|i)es$/.test(word)) return word.slice(0, -2);
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

function withoutPast(word: string): string {
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const stem = word.replace(/(?:ed|ing)$/, '');
  if (stem === word || !hasVowel(stem)) return word;
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsDouble(stem) && !/[lsz]$/.test(stem)) return stem.slice(0, -1);
  return measure(stem) === 1 && endsShort(stem) ? `${stem}e` : stem;
}

function withoutFinal(word: string): string {
  let stem = word;
  if (stem.endsWith('e')) {
    const before = stem.slice(0, -1);
    const size = measure(before);
    if (size > 1 || (size === 1 && !endsShort(before))) stem = before;
  }
  return stem.endsWith('ll') && measure(stem) > 1 ? stem.slice(0, -1) : stem;
}

/** The longest suffix decides, whether it is replaced or not. */
function replaceFirst(word: string, rules: readonly Rule[]): string {
  const matching = rules.filter(([suffix]) => word.endsWith(suffix));
  const longest = matching.reduce<Rule | undefined>(
    (best, rule) => (best === undefined || rule[0].length > best[0].length ? rule : best),
    undefined,
  );
  if (longest === undefined) return word;
  const stem = word.slice(0, -longest[0].length);
  return measure(stem) > 0 ? stem + longest[1] : word;
}

/** Vowels as v and consonants as c; y is a vowel after a consonant. */
function shape(word: string): string {
  let form = '';
  for (const letter of word) {
    const isVowel = 'aeiou'.includes(letter) || (letter === 'y' && form.endsWith('c'));
    form += isVowel ? 'v' : 'c';
  }
  return form;
}

/** How often a run of vowels is followed by one of consonants. */
function measure(word: string): number {
  return shape(word).match(/v+c+/g)?.length ?? 0;
}

function hasVowel(word: string): boolean {
  return shape(word).includes('v');
}

function endsDouble(word: string): boolean {
  return /([a-z])\1$/.test(word) && shape(word).endsWith('c');
}

/** Consonant, vowel, consonant, and the last is not w, x or y. */
function endsShort(word: string): boolean {
  return shape(word).endsWith('cvc') && !/[wxy]$/.test(word);
}
