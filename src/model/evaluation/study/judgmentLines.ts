import { compareIds } from '../../idOrder.ts';
import { splitIntoLines, type TextEdit } from '../../notebook/textLines.ts';
import { parseGrade } from '../files/judgmentSink.ts';
import { headingOf } from './studyLayout.ts';

export type StudyJudgment = {
  readonly question: string;
  readonly record: string;
  readonly grade: number;
};

/** Reads a judgment of a study: `question grade record`. The id is the rest of the line, or JSON in quotes. */
export function parseJudgmentLine(text: string): StudyJudgment | undefined {
  const [, question = '', typed = '', rest = ''] =
    /^(\S+)[ \t]+(\S+)[ \t]+(.*?)[ \t]*$/.exec(text) ?? [];
  const grade = parseGrade(typed);
  const record = rest.startsWith('"') ? quotedText(rest) : rest;
  return grade === undefined || !record ? undefined : { question, grade, record };
}

/** Prints a judgment; quotes an id that the line would not preserve. */
export function printJudgmentLine({ question, record, grade }: StudyJudgment): string {
  const isPlain = !/^["\s]|\s$|\p{Cc}/u.test(record);
  return `${question} ${grade} ${isPlain ? record : JSON.stringify(record)}`;
}

/** Orders judgments by question, then record, so that git merges them line by line. */
export function compareJudgments(one: StudyJudgment, other: StudyJudgment): number {
  return compareIds(one.question, other.question) || compareIds(one.record, other.record);
}

const heading = '### judgments';

/**
 * Returns the edits that give a record a grade for a question, or take it away: one line of the section of people's
 * judgments changes. The section is added at the end if it is missing.
 */
export function judgmentEdits(
  text: string,
  question: string,
  record: string,
  grade: number | undefined,
): readonly TextEdit[] {
  const lines = splitIntoLines(text);
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const printed = grade === undefined ? undefined : printJudgmentLine({ question, record, grade });
  const start = lines.findIndex((line) => line.text.trimEnd() === heading);
  if (start < 0) {
    if (printed === undefined) return [];
    const gap = text === '' || text.endsWith('\n') ? '' : lineBreak;
    const added = [gap, lineBreak, heading, lineBreak, printed, lineBreak].join('');
    return [{ start: text.length, end: text.length, replacement: added }];
  }
  const next = lines.findIndex((line, at) => at > start && headingOf(line.text) !== undefined);
  const own = lines.slice(start + 1, next < 0 ? undefined : next).map((line) => ({
    ...line,
    judgment: parseJudgmentLine(line.text),
  }));
  const wanted = { question, record, grade: grade ?? 0 };
  const same = own.find(({ judgment }) => judgment && compareJudgments(judgment, wanted) === 0);
  if (same) {
    if (printed !== undefined) return [{ start: same.start, end: same.end, replacement: printed }];
    const following = lines[lines.findIndex((line) => line.start === same.start) + 1];
    return [{ start: same.start, end: following?.start ?? same.end, replacement: '' }];
  }
  if (printed === undefined) return [];
  const after = own.findLast(({ judgment }) => judgment && compareJudgments(judgment, wanted) < 0);
  const place = (after ?? lines[start])?.end ?? text.length;
  return [{ start: place, end: place, replacement: lineBreak + printed }];
}

function quotedText(text: string): string | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
