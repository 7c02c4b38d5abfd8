import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../../src/model/notebook/cell.ts';
import { parseNotebook } from '../../../../src/model/notebook/parseNotebook.ts';
import { printNotebook } from '../../../../src/model/notebook/printNotebook.ts';
import { RandomNotebooks } from './randomNotebooks.ts';

const example = `vecnb 1
environment: local
index: english-words
namespace: __default__

### query similar_refunds
text: how do I get my money back
top k: 20
values: no
filter:
  { "year": { "$gte": 2024 },
    "lang": "en" }

### text
Some words.

More of them.
`;

describe('parseNotebook', () => {
  it('reads binding, queries and text', () => {
    expect(parseNotebook(example)).toEqual({
      isValid: true,
      notebook: {
        binding: { environment: 'local', index: 'english-words', namespace: '__default__' },
        cells: [
          {
            kind: 'query',
            id: '1',
            name: 'similar_refunds',
            input: { by: 'text', value: 'how do I get my money back' },
            filter: '{ "year": { "$gte": 2024 },\n  "lang": "en" }',
            topK: 20,
            includeValues: false,
            expected: '',
            binding: {},
          },
          { kind: 'text', id: '2', text: 'Some words.\n\nMore of them.' },
        ],
      },
    });
  });

  it('reads what cells expect, assert, explain and compare', () => {
    const text = `vecnb 1

### query refunds
text: money back
assert:
  hits >= 1
  expected in top 5

### explain why
query: refunds
expected: doc-1, doc-2

### compare both
queries: refunds, other
`;
    const parsed = parseNotebook(text);
    const cells = parsed.isValid ? parsed.notebook.cells : [];
    expect(cells).toMatchObject([
      { kind: 'query', assert: 'hits >= 1\nexpected in top 5' },
      { kind: 'explain', id: '2', name: 'why', query: 'refunds', expected: 'doc-1, doc-2' },
      { kind: 'compare', id: '3', name: 'both', queries: 'refunds, other', binding: {} },
    ]);
  });

  it('reads the same with Windows line breaks', () => {
    expect(parseNotebook(example.replaceAll('\n', '\r\n'))).toEqual(parseNotebook(example));
  });

  it.each(['', '\n', ' \n\t\n'])('takes the blank text %j for an empty notebook', (text) => {
    const binding = { environment: '', index: '', namespace: '' };
    expect(parseNotebook(text)).toEqual({ isValid: true, notebook: { binding, cells: [] } });
  });

  it('returns every notebook that was printed', () => {
    const random = new RandomNotebooks(1);
    for (let round = 0; round < 2000; round++) {
      const notebook = random.notebook();
      expect(parseNotebook(printNotebook(notebook))).toEqual({ isValid: true, notebook });
    }
  });

  it('keeps a filter that does not parse', () => {
    const parsed = parseNotebook('vecnb 1\n\n### query\nfilter: { year: \n');
    expect(parsed).toMatchObject({ notebook: { cells: [{ filter: '{ year:' }] } });
  });

  it.each<[string, string, Problem]>([
    [
      'another kind of file',
      'hello\nworld',
      problem(0, 0, 5, 'A notebook starts with the line “vecnb 1”'),
    ],
    [
      'a later format',
      'vecnb 2',
      problem(
        0,
        0,
        7,
        'This notebook has format 2; this version of Vectorscope reads format 1. Update Vectorscope',
      ),
    ],
    [
      'a cell of another kind',
      'vecnb 1\n### chart x',
      problem(
        1,
        0,
        11,
        'There is no cell of kind “chart”. A cell starts with “### query”, “### map”, “### explain”, “### compare” or “### text”',
      ),
    ],
    [
      'a misspelt field',
      'vecnb 1\n### query\ntopk: 3',
      problem(2, 0, 4, 'There is no field “topk”. Did you mean “top k”?'),
    ],
    [
      'two letters that changed places',
      'vecnb 1\n### query\ntpo k: 3',
      problem(2, 0, 5, 'There is no field “tpo k”. Did you mean “top k”?'),
    ],
    [
      'two letters that changed places in a short word',
      'vecnb 1\n### query\ntxet: x',
      problem(2, 0, 4, 'There is no field “txet”. Did you mean “text”?'),
    ],
    [
      'a field of a cell in the header',
      'vecnb 1\nfilter: {}',
      problem(1, 0, 6, '“filter” is a field of query cells'),
    ],
    [
      'a field twice',
      'vecnb 1\n### query\nid: a\nid: b',
      problem(3, 0, 2, '“id” occurs twice: keep one of them'),
    ],
    [
      'two inputs',
      'vecnb 1\n### query\nid: a\ntext: b',
      problem(3, 0, 4, 'A query has one input: keep “id” or “text”'),
    ],
    [
      'a number that is none',
      'vecnb 1\n### query\ntop k:  many',
      problem(2, 8, 12, 'Give “top k” a whole number from 1 to 10,000'),
    ],
    [
      'an answer that is none',
      'vecnb 1\n### query\nvalues: maybe',
      problem(2, 8, 13, 'Set “values” to yes or no'),
    ],
    [
      'a stray indented line',
      'vecnb 1\n### query\nid: a\n  b\n  c',
      problem(3, 0, 3, 'This line is indented, but no field above it continues here'),
    ],
    [
      'a merge conflict',
      'vecnb 1\n### query\n<<<<<<< HEAD\nid: a',
      problem(2, 0, 12, 'Unresolved merge conflict: keep one side'),
    ],
    [
      'a named text cell',
      'vecnb 1\n### text Hello you\n',
      problem(1, 0, 18, 'A text cell has no name: put “Hello you” on the next line'),
    ],
    [
      'words that are no field',
      'vecnb 1\n### query\nhello',
      problem(2, 0, 5, 'A line here has the form “filter: …”, or starts with #'),
    ],
  ])('says what is wrong with %s', (_, text, expected) => {
    expect(parseNotebook(text)).toEqual({ isValid: false, problems: [expected] });
  });

  it('returns all problems in order of lines', () => {
    const parsed = parseNotebook(
      'vecnb 1\nfoo: 1\n### query\ntop k: x\n### pie\n### query\nseed: 1',
    );
    expect(parsed).toMatchObject({
      problems: [{ line: 1 }, { line: 3 }, { line: 4 }, { line: 6 }],
    });
  });
});

function problem(line: number, start: number, end: number, message: string): Problem {
  return { line, start, end, message };
}
