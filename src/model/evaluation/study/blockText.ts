import { splitLines } from '../../notebook/textLines.ts';

/** Prints a field of a study: on one line, or indented below its key. An empty value prints nothing. */
export function blockText(key: string, value: string): readonly string[] {
  const text = value.trim();
  if (text === '') return [];
  const lines = splitLines(text);
  return lines.length === 1
    ? [`${key}: ${text}`]
    : [`${key}:`, ...lines.map((line) => `  ${line}`)];
}
