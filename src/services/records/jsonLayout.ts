import type { SparseValues } from '../../model/record.ts';

/** Returns a JSON object with a member a line. */
export function objectText(members: readonly string[]): string {
  return `{\n${members.map((member) => `  ${member}`).join(',\n')}\n}\n`;
}

/** Returns sparse values as JSON on one line. */
export function sparseText({ indices, values }: SparseValues): string {
  return `{ "indices": ${onOneLine(indices)}, "values": ${onOneLine(values)} }`;
}

/** Returns numbers as JSON on one line. */
export function onOneLine(numbers: readonly number[]): string {
  return `[${numbers.join(', ')}]`;
}

/** Returns JSON of several lines as the value of a member. */
export function indented(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
