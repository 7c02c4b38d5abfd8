/** Joins the lines of a program, without those that are `false`. */
export function lines(...all: readonly (string | false)[]): string {
  return `${all.filter((line) => line !== false).join('\n')}\n`;
}

/** Returns a string literal that is valid in JavaScript and Python, with double quotes also in Go, Java and C#. */
export function quoted(text: string, quote: '"' | "'" = '"'): string {
  const json = JSON.stringify(text);
  if (quote === '"') return json;
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Prints a value as JSON with an indentation of two spaces, and each list of numbers on one line. */
export function printJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(
    /\[\s+((?:-?[\d.eE+-]+,?\s*)+)\]/g,
    (_, numbers: string) => `[${numbers.trim().split(/,\s*/).join(', ')}]`,
  );
}
