import { inputKinds } from '../../notebook/cell.ts';
import { splitIntoLines, type TextEdit } from '../../notebook/textLines.ts';
import { optionLines, shownQuestion } from './askOptions.ts';
import { questionOptions } from './optionNames.ts';
import { blockText } from './blockText.ts';
import type { Study, StudyQuestion } from './study.ts';
import { headingOf } from './studyLayout.ts';

/** Prints a question, without a line break at its end. */
export function questionLines(id: string, asked: Asked): string[] {
  return [
    `### question ${id}`,
    ...inputKinds.flatMap((kind) => blockText(kind, asked.inputs[kind] ?? '')),
    ...optionLines(asked, questionOptions),
    ...blockText('filter', asked.filter),
  ];
}

/** What a question asks, before it has a name. */
export type Asked = Omit<StudyQuestion, 'id' | 'line'>;

/** Returns the question of a study that asks by the same input, if there is one. The filter is no part of what is asked. */
export function questionAsking({ questions }: Study, asked: Asked): StudyQuestion | undefined {
  const sparse = shownQuestion(asked).trim();
  return questions.find((one) => {
    if (Object.keys(asked.inputs).length === 0)
      return sparse !== '' && shownQuestion(one).trim() === sparse;
    return inputKinds.some((kind) => {
      const value = asked.inputs[kind]?.trim() ?? '';
      return value !== '' && one.inputs[kind]?.trim() === value;
    });
  });
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
