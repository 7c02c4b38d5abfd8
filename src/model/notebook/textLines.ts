/** Splits a text into lines as VS Code does; a final line break adds an empty line. */
export function splitIntoLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const { index, 0: lineBreak } of text.matchAll(/\r\n|\r|\n/g)) {
    lines.push({ text: text.slice(start, index), start, end: index });
    start = index + lineBreak.length;
  }
  lines.push({ text: text.slice(start), start, end: text.length });
  return lines;
}

/** A line of a text, without its line break. */
export type Line = { readonly text: string; readonly start: number; readonly end: number };

/** A replacement in a text: zero-based offsets, `end` exclusive. */
export type TextEdit = {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
};

/** Splits a value at any kind of line break. */
export function splitLines(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/);
}

export function isBlank(line: string): boolean {
  return /^[ \t]*$/.test(line);
}

/** Returns the line break that the text's first line uses. */
function lineBreakOf(text: string): string {
  return /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
}

/**
 * Returns the smallest edit that replaces the lines `from` to `to` (exclusive; `Infinity` for the end); none if nothing
 * changes. The result ends with a line break.
 */
export function replaceLines(
  text: string,
  from: number,
  to: number,
  replacement: readonly string[],
): readonly TextEdit[] {
  const all = splitIntoLines(text);
  const lines = all.at(-1)?.text === '' ? all.slice(0, -1) : all;
  let top = Math.min(from, lines.length);
  let bottom = Math.min(to, lines.length);
  let first = 0;
  let last = replacement.length;
  while (top < bottom && first < last && replacement[first] === lines[top]?.text) {
    top++;
    first++;
  }
  while (top < bottom && first < last && replacement[last - 1] === lines[bottom - 1]?.text) {
    bottom--;
    last--;
  }
  if (top === bottom && first === last) return [];
  const lineBreak = lineBreakOf(text);
  const body = replacement.slice(first, last).map((line) => line + lineBreak);
  // Only the last line may have no line break.
  const lead = top === lines.length && all === lines && top > 0 ? lineBreak : '';
  const start = lines[top]?.start ?? text.length;
  const end = lines[bottom]?.start ?? text.length;
  return [{ start, end, replacement: lead + body.join('') }];
}
