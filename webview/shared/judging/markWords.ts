/** Splits a text so that the words of a question, in any case and with any ending, can be marked. */
export function markWords(text: string, question: string): readonly TextPart[] {
  const wanted = new Set(
    (question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
      .filter((word) => word.length >= leastLength)
      .map(stem),
  );
  return text
    .split(/([\p{L}\p{N}]+)/u)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, isMarked: wanted.has(stem(part.toLowerCase())) }));
}

export type TextPart = { readonly text: string; readonly isMarked: boolean };

/** Shorter words are in every text. */
const leastLength = 3;

/** Drops the commonest endings. */
function stem(word: string): string {
  return word.length > 5 ? word.replace(/(?:ing|ed|es|e|s)$/, '') : word.replace(/s$/, '');
}
