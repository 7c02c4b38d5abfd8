import { isKeyShaped, isPlaceholder } from './keyShape.ts';

/**
 * Returns the keys in a text, in order and without overlaps. The time grows linearly with the text, also for a text
 * without spaces.
 */
export function findLeaks(text: string, ownerOf?: OwnerOf): readonly Leak[] {
  const found = [
    ...(ownerOf === undefined ? [] : storedKeys(text, ownerOf)),
    ...prefixedKeys(text),
    ...fieldValues(text),
  ];
  const leaks: Leak[] = [];
  for (const leak of found)
    if (!leaks.some(({ start, end }) => leak.start < end && start < leak.end)) leaks.push(leak);
  return leaks.sort((one, other) => one.start - other.start);
}

/** How a key was found: it is stored on this machine, has a prefix of Pinecone, or is the value of a field for a key. */
export type LeakReason = 'stored' | 'prefix' | 'field';

/** A key in a text, as offsets. `owner` says whose stored key it is. */
export type Leak = {
  readonly start: number;
  readonly end: number;
  readonly reason: LeakReason;
  readonly owner?: string;
};

/** Returns whose stored key a text is, such as the id of an environment; `undefined` for other texts. */
export type OwnerOf = (candidate: string) => string | undefined;

const prefixed = /(?<![A-Za-z\d])(?:pcsk|pckey)_([\w-]{12,200})/g;

/** A field for a key, what may stand between it and its value, and the value. */
const field =
  /(?:pinecone[-_]?|(?<![\w-])(?:--)?)api[-_]?key["'`\])]{0,3}[ \t]{0,8}(?::\s{0,4}str(?:ing)?\s{0,4}=|=>|:=|\|\||\?\?|or\b|[:=,>]|(?=[ \t]))\s{0,8}(["'`]?)([\w-]{20,200})(?![\w.([-])/gi;

const candidate = /[^\s"'`,;=:]{8,512}/g;
const word = /[\w-]{8,512}/g;

function prefixedKeys(text: string): readonly Leak[] {
  return [...text.matchAll(prefixed)].flatMap((match): Leak[] => {
    const [key, body = ''] = match;
    if (isPlaceholder(body) || !/\d/.test(body)) return [];
    return [{ start: match.index, end: match.index + key.length, reason: 'prefix' }];
  });
}

function fieldValues(text: string): readonly Leak[] {
  return [...text.matchAll(field)].flatMap((match): Leak[] => {
    const [whole, quote = '', value = ''] = match;
    if (!isKeyShaped(value, quote !== '')) return [];
    const end = match.index + whole.length;
    return [{ start: end - value.length, end, reason: 'field' }];
  });
}

function storedKeys(text: string, ownerOf: OwnerOf): readonly Leak[] {
  const leaks: Leak[] = [];
  const test = (start: number, key: string): boolean => {
    const owner = ownerOf(key);
    if (owner === undefined) return false;
    leaks.push({ start, end: start + key.length, reason: 'stored', owner });
    return true;
  };
  for (const { 0: whole, index } of text.matchAll(candidate)) {
    if (test(index, whole)) continue;
    for (const part of whole.matchAll(word))
      if (part[0] !== whole) test(index + part.index, part[0]);
  }
  return leaks;
}
