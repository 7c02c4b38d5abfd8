import { describe, expect, it } from 'vitest';
import { parseStudy } from '../../../../src/model/evaluation/study/parseStudy.ts';
import {
  addQuestion,
  questionAsking,
} from '../../../../src/model/evaluation/study/questionLines.ts';
import type { Study } from '../../../../src/model/evaluation/study/study.ts';

const text = `vecstudy 1
index: docs

### question refund
text: How do I get my money back?
filter: { "lang": "en" }

### judgments
refund 2 doc-7
`;
const asked = { inputs: { text: 'Where?\nWhen?' }, filter: '{ "year": 2024 }' };

function added(before: string): string {
  const { start, end, replacement } = addQuestion(before, 'where', asked);
  return before.slice(0, start) + replacement + before.slice(end);
}

function studyOf(source: string): Study {
  const parsed = parseStudy(source);
  if (!parsed.isValid) throw new Error(parsed.problems[0]?.message);
  return parsed.study;
}

describe('a question that is added to a study', () => {
  it('stands before the judgments, and changes nothing else', () => {
    const after = added(text);
    expect(after.replace(/### question where\n[^#]*/, '')).toBe(text);
    expect(studyOf(after).questions.at(-1)).toMatchObject({ id: 'where', ...asked });
  });

  it.each(['vecstudy 1', 'vecstudy 1\nindex: docs\n', 'vecstudy 1\r\nindex: docs\r\n'])(
    'stands at the end if there are no judgments: %j',
    (before) => {
      const after = added(before);
      expect(after.startsWith(before)).toBe(true);
      expect(studyOf(after).questions).toMatchObject([{ id: 'where', ...asked }]);
    },
  );

  it('is not added if a question asks by the same input, with any filter', () => {
    const known = { inputs: { text: ' How do I get my money back?' }, filter: '' };
    expect(questionAsking(studyOf(text), known)?.id).toBe('refund');
    expect(questionAsking(studyOf(text), asked)).toBeUndefined();
    expect(questionAsking(studyOf(text), { inputs: { text: '' }, filter: '' })).toBeUndefined();
  });
});
