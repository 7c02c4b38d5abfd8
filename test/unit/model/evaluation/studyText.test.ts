import { describe, expect, it } from 'vitest';
import {
  judgmentEdits,
  parseJudgmentLine,
  printJudgmentLine,
} from '../../../../src/model/evaluation/study/judgmentLines.ts';
import { parseStudy } from '../../../../src/model/evaluation/study/parseStudy.ts';
import { printStudy } from '../../../../src/model/evaluation/study/printStudy.ts';
import { effectiveJudgments } from '../../../../src/model/evaluation/study/study.ts';

const text = `vecstudy 1
environment: local
index: docs
measures: nDCG@10, Judged@10
gates:
  nDCG@10 at least 0.6
  each RR@10 at least 0.1
  P@5 not worse by 0.02

### setup words
ask by: text
top k: 20

### setup by id
ask by: id
top k: 10
filter:
  { "year": { "$gte": 2024 },
    "lang": "en" }
own record: keep

### question q01
text: How do I get my money back?
id: doc-7

### question q02
text:
  Why
  not?
filter: { "lang": "de" }

### judgments
q01 2 doc-7
q01 0 doc-9

### unchecked judgments
q01 1 doc-7
q02 1 "  odd id"
`;

describe('the text of a study', () => {
  it('is parsed, and printed as it was', () => {
    const parsed = parseStudy(text);
    if (!parsed.isValid) throw new Error(JSON.stringify(parsed.problems));
    const { study } = parsed;
    const measures = study.measures.filter(({ name }) => !['RR@10', 'P@5'].includes(name));
    expect(printStudy({ ...study, measures })).toBe(text);
    expect(study.questions[1]?.inputs).toEqual({ text: 'Why\nnot?' });
    expect(study.setups.map(({ name, topK, askBy }) => [name, topK, askBy])).toEqual([
      ['words', 20, 'text'],
      ['by id', 10, 'id'],
    ]);
  });

  it('counts what people judged before what no person has checked', () => {
    const parsed = parseStudy(text);
    const judged = parsed.isValid ? effectiveJudgments(parsed.study) : new Map<string, never>();
    expect([...judged].map(([question, grades]) => [question, [...grades]])).toEqual([
      [
        'q01',
        [
          ['doc-7', 2],
          ['doc-9', 0],
        ],
      ],
      ['q02', [['  odd id', 1]]],
    ]);
  });

  it('tries every combination of the lines of a search, named by what differs', () => {
    const parsed = parseStudy(
      'vecstudy 1\nmeasures: RR@10\n### search s\nask by: text\ntop k:\n  5\n  10\nfilter:\n  none\n  { "lang": "en" }\nchoose by: AP\nbudget: 9\n',
    );
    const study = parsed.isValid ? parsed.study : undefined;
    expect(study?.measures.map(({ name }) => name)).toEqual(['RR@10', 'AP']);
    expect(study?.searches).toMatchObject([{ name: 's', measure: 'AP', budget: 9 }]);
    expect(
      study?.searches[0]?.setups.map(({ name, topK, filter, askBy }) => [
        name,
        topK,
        filter,
        askBy,
      ]),
    ).toEqual([
      ['s: top k 5, no filter', 5, '', 'text'],
      ['s: top k 5, filter { "lang": "en" }', 5, '{ "lang": "en" }', 'text'],
      ['s: top k 10, no filter', 10, '', 'text'],
      ['s: top k 10, filter { "lang": "en" }', 10, '{ "lang": "en" }', 'text'],
    ]);
  });

  it('measures what its gates are about', () => {
    const parsed = parseStudy(text);
    expect(parsed.isValid && parsed.study.measures.map(({ name }) => name)).toEqual([
      'nDCG@10',
      'Judged@10',
      'RR@10',
      'P@5',
    ]);
  });

  it.each([
    ['a notebook', 'vecnb 1\n', 0, 'starts with the line “vecstudy 1”'],
    ['a later version', 'vecstudy 2\n', 0, 'Update Vectorscope'],
    ['an unknown field', 'vecstudy 1\ncolour: red\n', 1, 'There is no field “colour” here'],
    ['a field that occurs twice', 'vecstudy 1\nindex: a\nindex: b\n', 2, 'occurs twice'],
    ['an unknown section', 'vecstudy 1\n\n### query q\n', 2, 'A section starts with'],
    ['an unknown measure', 'vecstudy 1\nmeasures: nDCG\n  \nmeasures2: x', 3, 'A line here'],
    ['a wrong measure', 'vecstudy 1\nmeasures: Hit@3\n', 1, 'There is no measure “Hit@3”'],
    ['a wrong gate', 'vecstudy 1\ngates: nDCG@10 above 2\n', 1, 'is no gate'],
    ['a name with spaces', 'vecstudy 1\n### question a b\ntext: x\n', 1, 'has no spaces'],
    ['a question that asks nothing', 'vecstudy 1\n### question a\n', 1, 'asks nothing'],
    ['a wrong filter', 'vecstudy 1\n### question a\ntext: x\nfilter: {\n', 3, ''],
    [
      'two questions of a name',
      'vecstudy 1\n### question a\nid: x\n### question a\nid: y\n',
      3,
      'two questions',
    ],
    [
      'a judgment of no question',
      'vecstudy 1\n### judgments\na 1 x\n',
      2,
      'There is no question “a”',
    ],
    [
      'a judgment without a grade',
      'vecstudy 1\n### question a\nid: x\n### judgments\na x\n',
      4,
      'question grade id',
    ],
    [
      'a contradiction',
      'vecstudy 1\n### question a\nid: x\n### judgments\na 1 x\na 2 x\n',
      5,
      'Line 5 gives',
    ],
    ['a merge conflict', 'vecstudy 1\n<<<<<<< HEAD\nindex: a\n', 1, 'Unresolved merge conflict'],
    ['a wrong top k', 'vecstudy 1\ntop k: many\n', 1, 'a whole number'],
    ['a wrong alpha', 'vecstudy 1\n### setup s\nalpha: 2\n', 2, 'from 0 (sparse) to 1 (dense)'],
    ['a wrong budget', 'vecstudy 1\nbudget: much\n', 1, 'a whole number of read units'],
    ['a wrong setting', 'vecstudy 1\n### search s\ntop k:\n  5\n  x\n', 2, 'a whole number'],
    ['a search by no measure', 'vecstudy 1\n### search s\nchoose by: best\n', 2, 'no measure'],
    [
      'too many settings',
      `vecstudy 1\n### search s\ntop k:\n${Array.from({ length: 101 }, (_, at) => `  ${at + 1}\n`).join('')}`,
      1,
      'more than 100 settings',
    ],
  ])('has a problem with its line: %s', (_, wrong, line, message) => {
    const parsed = parseStudy(wrong);
    const problems = parsed.isValid ? [] : parsed.problems;
    expect(problems[0]).toMatchObject({
      line,
      message: expect.stringContaining(message) as unknown,
    });
  });

  it('may have judgments of other questions if a file brings more', () => {
    expect(parseStudy('vecstudy 1\njudgments file: a.qrels\n### judgments\na 1 x\n').isValid).toBe(
      true,
    );
  });
});

describe('a judgment', () => {
  const judge = (before: string, record: string, grade?: number): string => {
    let after = before;
    for (const { start, end, replacement } of judgmentEdits(before, 'q01', record, grade))
      after = after.slice(0, start) + replacement + after.slice(end);
    return after;
  };

  it('that is added goes to its place in the order', () => {
    expect(judge(text, 'doc-8', 1)).toBe(text.replace('q01 0 doc-9', 'q01 1 doc-8\nq01 0 doc-9'));
    expect(judge(text, 'doc-1', 3)).toBe(text.replace('q01 2 doc-7', 'q01 3 doc-1\nq01 2 doc-7'));
  });

  it('that changes replaces its line, and one that is taken back removes it', () => {
    expect(judge(text, 'doc-9', 3)).toBe(text.replace('q01 0 doc-9', 'q01 3 doc-9'));
    expect(judge(text, 'doc-9')).toBe(text.replace('q01 0 doc-9\n', ''));
    expect(judge(text, 'never judged')).toBe(text);
  });

  it('adds the section if it is missing, with the line breaks of the file', () => {
    expect(judge('vecstudy 1\r\n', 'a', 1)).toBe('vecstudy 1\r\n\r\n### judgments\r\nq01 1 a\r\n');
  });

  it.each([
    'plain',
    'two words',
    ' leading',
    'trailing ',
    '"quoted"',
    'tab\tin',
    'line\nbreak',
    'ä€😀',
  ])('keeps the id %j', (record) => {
    const judgment = { question: 'q', record, grade: 2 };
    expect(parseJudgmentLine(printJudgmentLine(judgment))).toEqual(judgment);
  });
});
