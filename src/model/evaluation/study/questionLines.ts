import { queryKinds } from '../../notebook/cell.ts';
import { splitIntoLines, type TextEdit } from '../../notebook/textLines.ts';
import { blockText } from './blockText.ts';
import type { Study, StudyQuestion } from './study.ts';
import { headingOf } from './studyLayout.ts';

/** What a question asks, before it has a name. */
export type Asked = Pick<StudyQuestion, 'inputs' | 'filter' | 'sparse'>;

/** Prints a question, without a line break at its end. */
export function questionLines(id: string, { inputs, filter, sparse = '' }: Asked): string[] {
  return [
    `### question ${id}`,
    ...queryKinds.flatMap((kind) => blockText(kind, inputs[kind] ?? '')),
    ...blockText('sparse', sparse),
    ...blockText('filter', filter),
  ];
}

/** Returns the question of a study that asks by the same input, if there is one. The filter is no part of what is asked. */
export function questionAsking({ questions }: Study, { inputs }: Asked): StudyQuestion | undefined {
  return questions.find((one) =>
    queryKinds.some((kind) => {
      const value = inputs[kind]?.trim() ?? '';
      return value !== '' && one.inputs[kind]?.trim() === value;
    }),
  );
}

/** Returns the edit that adds a question to the text of a study: before its judgments, or at the end. */
export function addQuestion(text: string, id: string, asked: Asked): TextEdit {
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const printed = questionLines(id, asked).join(lineBreak);
  const judgments = splitIntoLines(text).find((line) =>
    headingOf(line.text)?.kind.endsWith('judgments'),
  );
  if (judgments) {
    const replacement = `${printed}${lineBreak}${lineBreak}`;
    return { start: judgments.start, end: judgments.start, replacement };
  }
  const gap = text === '' || text.endsWith('\n') ? '' : lineBreak;
  const replacement = `${gap}${lineBreak}${printed}${lineBreak}`;
  return { start: text.length, end: text.length, replacement };
}
