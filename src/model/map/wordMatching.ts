/** Returns patterns that find words in texts, in any case. */
export function wordPatterns(words: readonly string[]): readonly RegExp[] {
  return words.map((word) => new RegExp(escapeForPattern(word), 'iu'));
}

/** Returns whether each word occurs in at least one of the texts. */
export function containsAll(patterns: readonly RegExp[], texts: readonly string[]): boolean {
  return patterns.every((pattern) => texts.some((text) => pattern.test(text)));
}

function escapeForPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
