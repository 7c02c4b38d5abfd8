/** Replaces invisible characters by escapes such as `\u{202e}`: names may come from anywhere. */
export function escapeInvisible(text: string): string {
  return text.replaceAll(unseen, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);
}

/**
 * Matches characters that are invisible or change the appearance of neighbours: control and format characters, line
 * separators.
 */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Whether the text has no invisible characters. */
export function isVisible(text: string): boolean {
  return text.search(unseen) === -1;
}
