import { blockLength, blockLine } from '../../notebook/fieldText.ts';
import { isBlank, splitIntoLines } from '../../notebook/textLines.ts';
import type { Problem } from '../../notebook/cell.ts';

/** The text of a study as sections and fields, with the problems of all other lines. */
export type StudyLayout = {
  readonly sections: readonly StudySection[];
  readonly problems: readonly Problem[];
};

export type StudyField = { readonly key: string; readonly value: string; readonly line: number };

export type Heading = {
  readonly kind: 'setup' | 'search' | 'question' | 'judgments' | 'unchecked judgments';
  readonly name: string;
};

/** A section of a study's text: fields, or the lines of judgments. Lines count from 0. */
export type StudySection = {
  readonly kind: 'header' | Heading['kind'];
  readonly name: string;
  readonly line: number;
  readonly fields: readonly StudyField[];
  readonly lines: readonly { readonly text: string; readonly line: number }[];
};

export const studyVersion = 1;

/** Finds the sections and fields of a study's text, and all lines that are none of them. */
export function layOutStudy(text: string): StudyLayout {
  const lines = splitIntoLines(text).map((line) => line.text);
  const problems: Problem[] = [];
  const first = lines.findIndex((line) => !isBlank(line));
  const wrong = firstLineProblem(lines[first] ?? '', Math.max(first, 0));
  if (wrong) return { sections: [], problems: [wrong] };
  const sections: StudySection[] = [];
  let head: Heading | undefined;
  let from = first + 1;
  for (let line = first + 1; line <= lines.length; line++) {
    const text = lines[line];
    const isEnd = text === undefined;
    if (!isEnd && !text.startsWith('###')) continue;
    sections.push(sectionOf(lines, head, from, line, problems));
    if (isEnd) break;
    head = headingOf(text);
    if (!head) problems.push(problemOf(text, line, headingAdvice));
    from = line + 1;
  }
  return { sections, problems };
}

const headingAdvice =
  'A section starts with “### setup NAME”, “### search NAME”, “### question NAME”, “### judgments” or “### unchecked judgments”';

/** Returns the heading that a line is, if any. */
export function headingOf(text: string): Heading | undefined {
  const [, word = ''] = /^###[ \t]+(judgments|unchecked judgments)[ \t]*$/.exec(text) ?? [];
  if (word === 'judgments' || word === 'unchecked judgments') return { kind: word, name: '' };
  const [, kind, name = ''] =
    /^###[ \t]+(setup|search|question)[ \t]+(\S.*?)[ \t]*$/.exec(text) ?? [];
  return kind === 'setup' || kind === 'search' || kind === 'question' ? { kind, name } : undefined;
}

function firstLineProblem(text: string, line: number): Problem | undefined {
  const version = /^vecstudy[ \t]+(\d+)[ \t]*$/.exec(text)?.[1];
  if (version === undefined)
    return problemOf(text, line, `A study starts with the line “vecstudy ${studyVersion}”`);
  if (Number(version) === studyVersion) return undefined;
  const message = `This study has format ${version}; this version of Vectorscope reads format ${studyVersion}. Update Vectorscope`;
  return problemOf(text, line, message);
}

function sectionOf(
  lines: readonly string[],
  head: Heading | undefined,
  from: number,
  to: number,
  problems: Problem[],
): StudySection {
  const kind: StudySection['kind'] = head?.kind ?? 'header';
  const section = { kind, name: head?.name ?? '', line: Math.max(from - 1, 0) };
  if (kind === 'judgments' || kind === 'unchecked judgments') {
    const own = lines.slice(from, to).map((text, at) => ({ text, line: from + at }));
    const said = own.filter(({ text }) => !isBlank(text) && !text.startsWith('#'));
    return { ...section, fields: [], lines: said };
  }
  return { ...section, fields: fieldsOf(lines.slice(from, to), from, problems), lines: [] };
}

/** `from` is the number of the first line. */
function fieldsOf(lines: readonly string[], from: number, problems: Problem[]): StudyField[] {
  const fields: StudyField[] = [];
  for (let at = 0; at < lines.length; at++) {
    const text = lines[at] ?? '';
    if (isBlank(text) || text.startsWith('#')) continue;
    const line = from + at;
    const [, word, value = ''] = /^([a-z@][a-z ]*?)[ \t]*:[ \t]*(.*?)[ \t]*$/i.exec(text) ?? [];
    const length = value === '' ? blockLength(lines, at + 1) : 0;
    if (word === undefined) problems.push(problemOf(text, line, lineAdvice(text)));
    else {
      const block = lines.slice(at + 1, at + 1 + length).map((one) => blockLine(one) ?? '');
      const key = word.toLowerCase();
      if (fields.some((field) => field.key === key))
        problems.push(problemOf(text, line, `“${key}” occurs twice: keep one of them`));
      fields.push({ key, value: length === 0 ? value : block.join('\n'), line });
    }
    at += length;
  }
  return fields;
}

function lineAdvice(text: string): string {
  if (/^(<<<<<<<|=======|>>>>>>>)/.test(text)) return 'Unresolved merge conflict: keep one side';
  if (/^[ \t]/.test(text)) return 'This line is indented, but no field above it continues here';
  return 'A line here has the form “text: …”, or starts with #';
}

export function problemOf(text: string, line: number, message: string): Problem {
  return { line, start: 0, end: text.length, message };
}
