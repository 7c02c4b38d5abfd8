/** What is not seen, or changes how what stands beside it is seen: control and format characters, line separators. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Whether all of the text is seen as it is. */
export function isVisible(text: string): boolean {
  return text.search(unseen) === -1;
}

/** The text with `\u{202e}` and the like in place of characters that are not seen: names may come from anywhere. */
export function escapeInvisible(text: string): string {
  return text.replaceAll(unseen, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);
}
