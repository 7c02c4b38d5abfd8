import { describe, expect, it } from 'vitest';
import { parseStudy } from '../../../../src/model/evaluation/study/parseStudy.ts';
import { printStudy } from '../../../../src/model/evaluation/study/printStudy.ts';
import type { Study } from '../../../../src/model/evaluation/study/study.ts';
import { parseNotebook } from '../../../../src/model/notebook/parseNotebook.ts';
import { checkQueryCell } from '../../../../src/services/queries/checkQueryCell.ts';
import { studyOfNotebook } from '../../../../src/services/studies/newStudy.ts';
import { questionCell } from '../../../../src/services/studies/questionCell.ts';

function studyOf(text: string): Study {
  const parsed = parseStudy(`vecstudy 1\nindex: docs\n\n${text}\n`);
  if (!parsed.isValid) throw new Error(parsed.problems[0]?.message);
  return parsed.study;
}

/** The cell of the first question in the first setup. */
function cellOf(setup: string, question: string) {
  const { setups, questions } = studyOf(`### setup s\n${setup}\n\n### question q\n${question}`);
  const [[first], [asked]] = [setups, questions];
  return first && asked && questionCell(asked, first);
}

describe('the query of a question', () => {
  it.each([
    ['text', 'text: money back', { input: { by: 'text', value: 'money back' } }],
    ['id', 'id: doc-7', { input: { by: 'id', value: 'doc-7' }, topK: 11 }],
    ['vector', 'vector: [1, 0]', { input: { by: 'vector', value: '[1, 0]' } }],
    ['records', 'records: king - man', { input: { by: 'records', value: 'king - man' } }],
    ['query string', 'query string: title:x', { input: { by: 'query string', value: 'title:x' } }],
    ['sparse', 'sparse: 7: 1', { input: { by: 'text', value: '' }, sparse: '7: 1' }],
    ['sparse', 'text: money', { input: { by: 'text', value: '' }, sparseText: 'money' }],
    ['sparse', 'text: money\nsparse text: cash', { sparseText: 'cash' }],
  ])('asks by %s: %s', (by, question, expected) => {
    const cell = cellOf(`ask by: ${by}`, question);
    expect(cell).toMatchObject(expected);
    expect(cell && checkQueryCell(cell)).toMatchObject({ isValid: true });
  });

  it('takes everything else from the setup', () => {
    const options = {
      sparseModel: 'english-terms',
      searchFields: 'title, body',
      otherNamespaces: 'old',
      otherIndexes: 'faq',
      fusion: 'rrf',
      rerank: 'all-MiniLM-L6-v2',
      rerankField: 'body',
      rerankTop: '5',
    };
    const setup =
      'sparse model: english-terms\nsearch fields: title, body\nother namespaces: old\nother indexes: faq\nfusion: rrf\nrerank: all-MiniLM-L6-v2\nrerank field: body\nrerank top: 5';
    const question = 'id: a\nrerank query: money';
    expect(cellOf(setup, question)).toMatchObject({ ...options, rerankQuery: 'money' });
    expect(cellOf('top k: 3', question)).not.toHaveProperty('rerankQuery');
  });

  it('weighs the sparse part of the question with an alpha, else its words', () => {
    expect(cellOf('alpha: 0.3', 'text: a\nsparse: 7: 1')).toMatchObject({
      alpha: '0.3',
      sparse: '7: 1',
    });
    expect(cellOf('alpha: 0.3', 'text: a b')).toMatchObject({ sparseText: 'a b' });
    const lacking = cellOf('alpha: 0.3', 'vector: [1]');
    expect(lacking && checkQueryCell(lacking)).toMatchObject({ isValid: false });
  });

  it('is none if the question lacks what the setup asks by', () => {
    expect(cellOf('ask by: sparse', 'id: a')).toBeUndefined();
    expect(cellOf('ask by: records', 'text: a')).toBeUndefined();
  });
});

describe('a study with everything that a notebook can ask', () => {
  const text = `### setup reranked
ask by: records
top k: 20
other namespaces: old, older
rerank: all-MiniLM-L6-v2
rerank top: 5

### question royal
records: king - man + woman
sparse text: royal woman
rerank query: a royal woman`;

  it('is parsed, and printed as it was', () => {
    const study = studyOf(text);
    expect(printStudy(study)).toContain(text);
    expect(parseStudy(printStudy(study))).toMatchObject({ isValid: true });
  });

  it('varies the options of a search, and leaves them out', () => {
    const { searches } = studyOf(
      '### search k\nrerank:\n  none\n  all-MiniLM-L6-v2\ntop k:\n  10\n  50\nchoose by: RR@10',
    );
    expect(searches[0]?.setups.map(({ name, rerank }) => [name, rerank])).toEqual([
      ['k: no rerank, top k 10', undefined],
      ['k: no rerank, top k 50', undefined],
      ['k: rerank all-MiniLM-L6-v2, top k 10', 'all-MiniLM-L6-v2'],
      ['k: rerank all-MiniLM-L6-v2, top k 50', 'all-MiniLM-L6-v2'],
    ]);
  });

  it('is made of cells, with the options that all of them have', () => {
    const parsed = parseNotebook(
      'vecnb 1\nindex: docs\n\n### query royal\nrecords: king - man\nrerank: m\nrerank top: 3\nexpected: a\n\n### query words\nsparse text: king\nrerank: m\nexpected: b\n',
    );
    if (!parsed.isValid) throw new Error('not valid');
    const study = studyOfNotebook(parsed.notebook);
    expect(study.questions).toMatchObject([
      { id: 'royal', inputs: { records: 'king - man' } },
      { id: 'words', inputs: {}, sparseText: 'king' },
    ]);
    expect(study.setups).toMatchObject([{ rerank: 'm' }]);
    expect(study.setups[0]).not.toHaveProperty('rerankTop');
    expect(parseStudy(printStudy(study))).toMatchObject({ isValid: true });
  });
});
