import type { FilterProblem } from '../../filter/filterProblem.ts';

/** Parses the parameters of a notebook: a line `name: value` for each. Blank lines mean nothing. */
export function parseParameters(text: string): ParsedParameters {
  const values = new Map<string, string>();
  const problems: FilterProblem[] = [];
  let start = 0;
  for (const typed of text.split('\n')) {
    const end = start + typed.length;
    const [, name = '', value = ''] = line.exec(typed) ?? [];
    const fail = (message: string): void => void problems.push({ start, end, message });
    if (name === '' && typed.trim() !== '') fail('A parameter has the form “name: value”');
    else if (name === reserved) fail('“hits” stands for the hits of a query: choose another name');
    else if (values.has(name)) fail(`The parameter “${name}” occurs twice: keep one of them`);
    else if (name !== '') values.set(name, value);
    start = end + 1;
  }
  return { values, problems };
}

/** The parameters of a notebook by name, and the lines that are invalid. */
export type ParsedParameters = {
  readonly values: ReadonlyMap<string, string>;
  readonly problems: readonly FilterProblem[];
};

/** What a parameter's name consists of: a letter, then letters, digits, hyphens and underscores. */
export const parameterName = /[\p{L}_][\p{L}\d_-]*/u;

const line = new RegExp(`^\\s*(${parameterName.source})\\s*:\\s*(.*?)\\s*$`, 'u');
// Variables that begin so stand for hits.
const reserved = 'hits';
