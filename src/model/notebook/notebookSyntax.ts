import { editDistance } from '../editDistance.ts';
import { cellKinds, type CellKind, type Problem, inputKinds } from './cell.ts';
import { fieldKeys, type FieldKey } from './fieldText.ts';
import type { Line } from './textLines.ts';

/** Returns the problem of a notebook's first line, if any. */
export function checkFirstLine(text: string, line: number): Problem | undefined {
  const version = /^vecnb[ \t]+(\d+)[ \t]*$/.exec(text)?.[1];
  if (version === undefined)
    return problemAt(text, line, `A notebook starts with the line “vecnb ${formatVersion}”`);
  if (Number(version) === formatVersion) return undefined;
  return problemAt(
    text,
    line,
    `This notebook has format ${version}; this version of Vectorscope reads format ${formatVersion}. Update Vectorscope`,
  );
}

/** The version in the first line of a notebook file. */
export const formatVersion = 1;

/** Kinds of sections with their own fields. */
export type Section = keyof typeof fieldKeys;

type Head = { readonly kind: CellKind; readonly name: string };
type KeyAndValue = { readonly key: FieldKey; readonly value: string; readonly start: number };

/**
 * Reads a cell's kind and name from a line that starts with ###; reports a problem and returns `undefined` if it is
 * invalid.
 */
export function readCellHeader(
  lines: readonly Line[],
  line: number,
  problems: Problem[],
): Head | undefined {
  const text = lines[line]?.text ?? '';
  const [, kind = '', name = ''] = /^###[ \t]+(\S+)(?:[ \t]+(.*?))?[ \t]*$/.exec(text) ?? [];
  const known = cellKinds.find((one) => one === kind);
  if (known && (known !== 'text' || name === '')) return { kind: known, name };
  problems.push(problemAt(text, line, wrongHead(kind, name)));
  return undefined;
}

function wrongHead(kind: string, name: string): string {
  if (kind === 'text') return `A text cell has no name: put “${name}” on the next line`;
  const starts = cellKinds.map((one) => `“### ${one}”`);
  const forms = `A cell starts with ${starts.slice(0, -1).join(', ')} or ${starts.at(-1) ?? ''}`;
  return kind === '' ? forms : `There is no cell of kind “${kind}”. ${forms}`;
}

/** Reads the key and value from a field's first line, or returns its problem. `earlier` are the fields above. */
export function readKey(
  text: string,
  line: number,
  section: Section,
  earlier: readonly { readonly key: FieldKey }[],
): KeyAndValue | Problem {
  const allowed = fieldKeys[section];
  if (/^(<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)/.test(text))
    return problemAt(text, line, 'Unresolved merge conflict: keep one side');
  if (/^[ \t]/.test(text))
    return problemAt(text, line, 'This line is indented, but no field above it continues here');
  const [, word = '', value = ''] = /^([^:]*):[ \t]*(.*?)[ \t]*$/s.exec(text) ?? [];
  if (word === '')
    return problemAt(
      text,
      line,
      `A line here has the form “${allowed.at(-1)}: …”, or starts with #`,
    );
  const key = allowed.find((key) => key === word.trim().toLowerCase().replace(/\s+/g, ' '));
  if (!key) return unknownField(text, line, word, section);
  if (earlier.some((field) => field.key === key))
    return problemAt(text, line, `“${key}” occurs twice: keep one of them`, word.length);
  const input = earlier.find((field) => isInput(field.key));
  if (input && isInput(key))
    return problemAt(
      text,
      line,
      `A query has one input: keep “${input.key}” or “${key}”`,
      word.length,
    );
  const space = /^[ \t]*/.exec(text.slice(word.length + 1))?.[0] ?? '';
  return { key, value, start: word.length + 1 + space.length };
}

export function isInput(key: FieldKey): boolean {
  return inputKinds.some((input) => input === key);
}

/**
 * Returns the problem of an unknown field. A typo and a field of another section are errors; any other field in a cell
 * may belong to a later version, stays in the text, and gets a note.
 */
function unknownField(text: string, line: number, typed: string, section: Section): Problem {
  const word = typed.trim();
  const allowed = fieldKeys[section];
  const problem = (message: string): Problem => problemAt(text, line, message, typed.length);
  const near = nearestKeyword(word.toLowerCase(), allowed);
  if (near !== undefined) return problem(`There is no field “${word}”. Did you mean “${near}”?`);
  const home = cellKinds.find(
    (kind) => kind !== 'text' && fieldKeys[kind].some((key) => key === word),
  );
  if (home) return problem(`“${word}” is a field of ${home} cells`);
  const known = `Fields here are ${allowed.join(', ')}`;
  if (section === 'header') return problem(`There is no field “${word}”. ${known}`);
  const note = `This version of Vectorscope ignores the unknown field “${word}”. ${known}`;
  return { ...problem(note), isNote: true };
}

export function problemAt(
  text: string,
  line: number,
  message: string,
  end = text.length,
  start = 0,
): Problem {
  return { line, start, end: Math.max(end, start), message };
}

/** Returns the word with the smallest edit distance: at most one edit per three letters. */
function nearestKeyword<W extends string>(word: string, words: readonly W[]): W | undefined {
  const [nearest] = words
    .map((other) => ({ other, slips: editDistance(word, other) }))
    .filter(({ other, slips }) => slips <= Math.max(1, Math.floor(other.length / 3)))
    .sort((a, b) => a.slips - b.slips);
  return nearest?.other;
}
