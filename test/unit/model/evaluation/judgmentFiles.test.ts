import { describe, expect, it } from 'vitest';
import { CollectedJudgments } from '../../../../src/model/evaluation/files/collectedJudgments.ts';
import type { FieldMapping } from '../../../../src/model/evaluation/files/judgmentSink.ts';
import { judgmentReader } from '../../../../src/model/evaluation/files/judgmentReader.ts';
import { expectingCells } from '../../../../src/model/evaluation/files/notebookJudgments.ts';
import { TrecRunReader } from '../../../../src/model/evaluation/files/trecRun.ts';
import { parseNotebook } from '../../../../src/model/notebook/parseNotebook.ts';

describe('a file of judgments', () => {
  it.each([
    ['TREC qrels with spaces', 'test.qrels', 'q1 0 a 2\nq1 0 b 0\nq2 0 ä 1\n'],
    [
      'TREC qrels with tabs and CR LF',
      'qrels.txt',
      '\uFEFFq1\t0\ta\t2\r\nq1\t0\tb\t0\r\nq2\t0\tä\t1\r\n',
    ],
    ['BEIR', 'test.tsv', 'query-id\tcorpus-id\tscore\nq1\ta\t2\nq1\tb\t0\nq2\tä\t1\n'],
    ['Quepid', 'ratings.csv', 'query,docid,rating\nq1,a,2\r\nq1,b,0\r\n"q2","ä",1\n'],
    ['CSV with semicolons', 'own.csv', 'Question;Doc ID;Grade\nq1;a;2\nq1;b;0\nq2;ä;1\n'],
    ['JSON by question', 'qrels.json', '{ "q1": { "a": 2, "b": 0 },\n "q2": { "ä": 1 } }'],
    [
      'JSON Lines of judgments',
      'own.jsonl',
      '{"query":"q1","id":"a","grade":2}\n{"query":"q1","id":"b","grade":0}\n{"query":"q2","id":"ä","grade":1}',
    ],
    [
      'JSON with lists of objects',
      'own.json',
      '[{"question":"q1","expected":[{"id":"a","grade":2},{"id":"b","grade":false}]},{"question":"q2","expected":["ä"]}]',
    ],
  ])('is read: %s', (_, name, text) => {
    const { judgments, problems } = read(name, text);
    expect(problems).toEqual([]);
    expect(plain(judgments)).toEqual({ q1: { a: 2, b: 0 }, q2: { ä: 1 } });
  });

  it.each([
    [
      'Ragas',
      'ragas.jsonl',
      '{"user_input":"Who?","reference_context_ids":["a b","c"],"reference":"x"}',
    ],
    ['a CSV without grades', 'own.csv', 'question,expected\nWho?,a b;c\n'],
    ['a CSV with line breaks in a cell', 'own.csv', 'question,expected\n"Who?","a b\nc"\n'],
    [
      'a JSON document without an ending in its name',
      'export',
      '[\n{"question":"Who?","expected":["a b","c"]}]',
    ],
  ])('without grades counts every listed record as relevant: %s', (_, name, text) => {
    const { judgments, problems } = read(name, text);
    expect(problems).toEqual([]);
    expect(plain(judgments)).toEqual({ 'Who?': { 'a b': 1, c: 1 } });
  });

  it('may hold the texts of questions only', () => {
    const { texts } = read(
      'queries.jsonl',
      '{"_id":"q1","text":"Who?"}\n{"_id":"q2","text":"Why?"}',
    );
    expect([...texts]).toEqual([
      ['q1', 'Who?'],
      ['q2', 'Why?'],
    ]);
  });

  it.each([
    ['a missing column', 'a.qrels', 'q1 0 a 1\nq1 0 b\n', 2, 'found 3 columns'],
    ['a grade in words', 'a.qrels', 'q1 0 a 1\n\nq1 0 b high\n', 3, '“high” is no grade'],
    ['a heading without a question', 'a.csv', 'text,rating\nx,1\n', 1, 'names no question'],
    ['a missing id', 'a.csv', 'query,docid,rating\nq1,,1\n', 2, 'The id is missing'],
    [
      'a quoted cell without an end',
      'a.csv',
      'query,docid,rating\nq1,"a,1\nq2,b,1\n',
      2,
      'never ends',
    ],
    ['a line that is no JSON', 'a.jsonl', '{"query":"q","id":"a"}\n{"query":\n', 2, 'is no JSON'],
    [
      'texts of contexts',
      'a.jsonl',
      '{"user_input":"Who?","reference_contexts":["He."]}',
      1,
      'no ids',
    ],
    ['a question without records', 'a.jsonl', '{"question":"Who?"}', 1, 'has no ids'],
    ['an object without a question', 'a.jsonl', '{"answer":"He"}', 1, 'No member is the question'],
    ['a list of lists', 'a.json', '[[1]]', 1, 'found a list'],
  ])('names the line of %s', (_, name, text, line, message) => {
    const { problems } = read(name, text);
    expect(problems).toEqual([{ line, message: expect.stringContaining(message) as unknown }]);
  });

  it.each([
    ['a.csv', 'frage,treffer,note\nq1,a,2\n', ['frage', 'treffer', 'note']],
    ['a.json', '[{"frage":"q1","treffer":"a","note":2}]', ['frage', 'treffer', 'note']],
    [
      'a.jsonl',
      '{"question":"x","doc_id":"y","frage":"q1","treffer":{"a":2}}\n',
      ['question', 'doc_id', 'frage', 'treffer'],
    ],
  ])('is read by the columns that the user chooses: %s', (name, text, fields) => {
    const chosen = { question: 'frage', record: 'treffer', grade: 'note' };
    const found = read(name, text, chosen);
    expect(found.problems).toEqual([]);
    expect(found.fieldNames).toEqual(fields);
    expect(found.mapping).toMatchObject({ question: 'frage', record: 'treffer' });
    expect([...found.judgments].map(([question, grades]) => [question, [...grades]])).toEqual([
      ['q1', [['a', 2]]],
    ]);
  });

  it('has columns to choose from where none has a usual name, and may have no grades', () => {
    expect(read('a.csv', 'x,y\n1,2\n').fieldNames).toEqual(['x', 'y']);
    const found = read('a.csv', 'query,id,score\nq1,a,0\n', { grade: '' });
    expect(found.judgments.get('q1')?.get('a')).toBe(1);
    expect(found.mapping).toEqual({ question: 'query', record: 'id' });
  });

  it('counts repeated judgments once, and lists those that contradict each other', () => {
    const found = read('a.qrels', 'q 0 a 1\nq 0 a 1\nq 0 b 2\nq 0 b 0\n');
    expect(plain(found.judgments)).toEqual({ q: { a: 1, b: 0 } });
    expect(found.counts).toEqual({ repeated: 1, contradicting: 1, unreadable: 0 });
    expect(found.contradictions).toEqual([
      { line: 4, message: '“b” has grade 0 for “q” here, and 2 above: the later one counts' },
    ]);
  });

  it('counts all lines that cannot be read, and keeps the first hundred', () => {
    const found = read('a.qrels', 'x\n'.repeat(250));
    expect(found.counts.unreadable).toBe(250);
    expect(found.problems).toHaveLength(100);
  });
});

it('takes the judgments of a notebook from its query cells that expect records', () => {
  const text =
    'vecnb 1\n\n### query a\ntext: Who?\nexpected: x, y\n\n### query b\ntext: Why?\n\n### text\nz\n';
  const parsed = parseNotebook(text);
  const cells = parsed.isValid ? expectingCells(parsed.notebook.cells) : [];
  expect(cells.map(({ cell, expected }) => [cell.name, cell.input.value, expected])).toEqual([
    ['a', 'Who?', ['x', 'y']],
  ]);
});

describe('a TREC run', () => {
  it('is ordered by score in single precision, then by id, both descending', () => {
    const text =
      'q Q0 b 1 0.5 t\nq Q0 d 2 0.5 t\nq Q0 c 3 0.50000000001 t\nq\tQ0\ta\t9\t1e3\tt\nr Q0 x 1 -1 t\n';
    const { answers, problems } = readRun(text);
    expect(problems).toEqual([]);
    expect([...answers]).toEqual([
      ['q', ['a', 'd', 'c', 'b']],
      ['r', ['x']],
    ]);
  });

  it.each([
    ['q Q0 a 1\n', 'found 4 columns'],
    ['q Q0 a 1 high t\n', '“high” is no score'],
  ])('names the line that cannot be read: %s', (text, message) => {
    const found = [{ line: 1, message: expect.stringContaining(message) as unknown }];
    expect(readRun(text).problems).toEqual(found);
  });
});

function read(name: string, text: string, chosen: FieldMapping = {}): CollectedJudgments {
  const found = new CollectedJudgments();
  const reader = judgmentReader(name, found, chosen);
  for (const [at, line] of text.split('\n').entries()) reader.read(line, at + 1);
  reader.end();
  return found;
}

function readRun(text: string): {
  answers: ReadonlyMap<string, readonly string[]>;
  problems: readonly unknown[];
} {
  const problems: unknown[] = [];
  const reader = new TrecRunReader((problem) => problems.push(problem));
  for (const [at, line] of text.split('\n').entries()) reader.read(line, at + 1);
  return { answers: reader.answers(), problems };
}

function plain(judgments: ReadonlyMap<string, ReadonlyMap<string, number>>): object {
  return Object.fromEntries(
    [...judgments].map(([question, grades]) => [question, Object.fromEntries(grades)]),
  );
}
