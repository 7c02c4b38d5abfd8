import { describe, expect, it } from 'vitest';
import { notebookProblems } from '../../../../src/services/notebook/notebookProblems.ts';

describe('the problems of a notebook', () => {
  it('are empty for a notebook that can run', () => {
    const text = 'vecnb 1\nindex: a\n\n### query\ntext: dog\nfilter: { "a": 1 }\n\n### text\n{';
    expect(notebookProblems(text)).toEqual([]);
  });

  it('leave out a cell that is being written', () => {
    expect(notebookProblems('vecnb 1\n\n### query\nvector:\n')).toEqual([]);
  });

  it('are only those of the format if it has any', () => {
    expect(notebookProblems('vecnb 1\n\n### query\nfilter: {\nseed: 1')).toMatchObject([
      { line: 4, message: expect.stringContaining('“seed”') },
    ]);
  });

  it('are notes if a field is not known: it may be of a later version', () => {
    const text = 'vecnb 1\n\n### map\npalette: warm\nquery: pets\nneighbours: 1\n';
    expect(notebookProblems(text)).toMatchObject([
      { line: 3, isNote: true, message: expect.stringContaining('“palette”') },
      { line: 5, message: 'Give “neighbours” a whole number from 2 to 200' },
      { line: 4, message: 'There is no query cell “pets” in this notebook' },
    ]);
  });

  it('stand at their place on the line of the key', () => {
    const text = 'vecnb 1\n\n### query\nid: a\nfilter:  { "year": { "$gtr": 3 } }';
    expect(marked(text)).toEqual(['"$gtr"']);
  });

  it('stand at their place in a value of several lines', () => {
    const text =
      'vecnb 1\r\n\r\n### query\r\nid: a\r\nfilter:\r\n  {\r\n\t"year": {\r\n    "$gtr": 3 } }';
    expect(marked(text)).toEqual(['"$gtr"']);
  });

  it('mark the word in a vector that is not a number', () => {
    expect(marked('vecnb 1\n\n### query\nvector:\n  [1, 2,\n   three]\n')).toEqual(['three']);
  });

  it('mark a top k that no service takes', () => {
    expect(marked('vecnb 1\n\n### query\nid: a\ntop k: 20000\n')).toEqual(['20000']);
  });

  it('stay inside the text if a filter ends too soon', () => {
    const [problem] = notebookProblems('vecnb 1\n\n### query\nid: a\nfilter: { "a": 1');
    expect(problem).toMatchObject({ line: 4 });
    expect(problem!.start).toBeLessThan(problem!.end);
  });
});

/** The text under each problem. */
function marked(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return notebookProblems(text).map(({ line, start, end }) => lines[line]!.slice(start, end));
}
