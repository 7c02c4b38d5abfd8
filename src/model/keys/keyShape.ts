const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const placeholder =
  /your|example|placeholder|change.?me|insert|replace|dummy|xxxx|0000000|1234567|\.\.\./i;
const otherVendors = /^(?:sk[-_]|gh[opsu]_|AKIA|AIza|xox|hf_|gsk_|nvapi-|pplx-|jina_|rk_|pk_)/;
const consonants = /[bcdfghjklmnpqrstvwxz]{5}/i;

const minLength = 20;
const minEntropy = 3;

/** Whether the text stands in for a key, as in a tutorial. */
export function isPlaceholder(text: string): boolean {
  return placeholder.test(text) || new Set(text).size < 6;
}

/**
 * Whether a value beside a field for a Pinecone key is one: a UUID, as older keys are, or a long random text. Names of
 * variables and keys of other vendors are not.
 */
export function isKeyShaped(value: string, isQuoted: boolean): boolean {
  if (isPlaceholder(value) || otherVendors.test(value)) return false;
  if (uuid.test(value)) return true;
  const isRandom =
    value.length >= minLength &&
    /\d/.test(value) &&
    /[a-z]/i.test(value) &&
    entropyOf(value) >= minEntropy;
  return isRandom && (isQuoted || !looksLikeName(value));
}

/** A bare word may be the name of a variable: names are pronounceable and have at most one number. */
function looksLikeName(value: string): boolean {
  return (value.match(/\d+/g) ?? []).length < 2 && !consonants.test(value);
}

/** Returns Shannon's entropy in bits a character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce(
    (sum, count) => sum - (count / text.length) * Math.log2(count / text.length),
    0,
  );
}
