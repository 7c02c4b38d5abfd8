import type { TextEdit } from '../../../../src/model/notebook/textLines.ts';

/** The text after these edits, which do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce(
      (result, { start, end, replacement }) =>
        result.slice(0, start) + replacement + result.slice(end),
      text,
    );
}
