import { describe, expect, it } from 'vitest';
import type { Cells } from '../../../../src/model/files/rowFile.ts';
import {
  mappingProblem,
  type ColumnMapping,
} from '../../../../src/services/imports/columnMapping.ts';
import { guessMapping } from '../../../../src/services/imports/guessMapping.ts';
import type { RecordIndex } from '../../../../src/services/records/recordParts.ts';

const dense: RecordIndex = { kind: 'vectors', vectorType: 'dense', dimension: 3, metric: 'cosine' };
const sparse: RecordIndex = { kind: 'vectors', vectorType: 'sparse', metric: 'dotproduct' };
const embedding: RecordIndex = { ...dense, kind: 'records' };

const guess = (rows: readonly Cells[], index = dense, isText = false): ColumnMapping =>
  guessMapping({ rows, isText }, index);

describe('the guess of a mapping', () => {
  it.each<[string, readonly Cells[], RecordIndex, boolean, ColumnMapping]>([
    [
      'Pinecone’s own columns',
      [
        {
          id: 'a',
          namespace: 'n',
          values: [1, 2, 3],
          sparse_values: { indices: [1], values: [1] },
          metadata: { year: 1 },
        },
      ],
      dense,
      false,
      {
        id: 'id',
        vector: ['values'],
        sparse: ['sparse_values'],
        namespace: 'namespace',
        metadata: 'metadata',
        fields: {},
      },
    ],
    [
      'a vector in JSON text, and types of the other columns',
      [
        {
          film_id: 'tt1',
          Title: 'Up',
          year: '2009',
          seen: 'true',
          tags: '["a","b"]',
          zip: '01234',
          embedding: '[1, 0, 2]',
        },
        {
          film_id: 'tt2',
          Title: 'Her',
          year: '2013',
          seen: 'False',
          tags: '[]',
          zip: '1',
          embedding: '[1, 0, 3]',
        },
      ],
      dense,
      true,
      {
        id: 'film_id',
        vector: ['embedding'],
        fields: { Title: 'text', year: 'number', seen: 'boolean', tags: 'list', zip: 'text' },
      },
    ],
    [
      'one column for each dimension',
      [{ key: 'a', v_0: '1', v_1: '2', v_2: '3', note: '' }],
      dense,
      true,
      { id: 'key', vector: ['v_0', 'v_1', 'v_2'], fields: { note: 'text' } },
    ],
    [
      'columns with numbers for names, counted from 1, in any order',
      [{ name: 'a', 2: '1', 1: '2', 3: '3' }],
      dense,
      true,
      { id: 'name', vector: ['1', '2', '3'], fields: {} },
    ],
    [
      'the column of the index’s dimension, of two with vectors',
      [{ id: 'a', embedding: [1, 2], small: [1, 2, 3] }],
      dense,
      false,
      { id: 'id', vector: ['small'], fields: {} },
    ],
    [
      'a text beside a column of metadata',
      [{ id: 'a', embedding: [1, 2, 3], content: 'Hello', metadata: { page: 1 } }],
      dense,
      false,
      { id: 'id', vector: ['embedding'], text: 'content', metadata: 'metadata', fields: {} },
    ],
    [
      'a sparse vector in two columns',
      [{ id: 'a', sparse_indices: [1], sparse_values: [2], lang: 'en' }],
      sparse,
      false,
      {
        id: 'id',
        vector: [],
        sparse: ['sparse_indices', 'sparse_values'],
        fields: { lang: 'value' },
      },
    ],
    [
      'the text that the index embeds',
      [{ _id: 'a', chunk_text: 'Hello', lang: 'en' }],
      embedding,
      false,
      { id: '_id', vector: [], text: 'chunk_text', fields: { lang: 'value' } },
    ],
    [
      'the numbers of the rows, where no column has other values in each row',
      [
        { title: 'a', vector: [1, 2, 3] },
        { title: 'a', vector: [1, 2, 4] },
      ],
      dense,
      false,
      { vector: ['vector'], fields: { title: 'value' } },
    ],
    [
      'no field for a column of objects, which metadata cannot hold',
      [{ id: 'a', vector: [1, 2, 3], box: { x: 1 }, scores: [1, 2], year: 1 }],
      dense,
      false,
      { id: 'id', vector: ['vector'], fields: { year: 'value' } },
    ],
  ])('finds %s', (_, rows, index, isText, mapping) => {
    expect(guess(rows, index, isText)).toEqual(mapping);
  });

  it('finds the ids although one occurs twice', () => {
    const rows = Array.from({ length: 20 }, (_, at) => ({ film: `tt${at % 19}`, v: [1, 2, at] }));
    expect(guess(rows)).toEqual({ id: 'film', vector: ['v'], fields: {} });
  });

  it('is incomplete without what the index needs', () => {
    const rows = [{ id: 'a', tag1: 'x', tag2: 'y' }];
    expect(guess(rows).vector).toEqual([]);
    expect(mappingProblem(guess(rows), dense)).toBe(
      'Choose the column of the vector with 3 numbers',
    );
    expect(mappingProblem(guess(rows, sparse), sparse)).toBe(
      'Choose the column of the sparse vector',
    );
    expect(mappingProblem(guess(rows, embedding), embedding)).toBe(
      'Choose the column of the text to embed',
    );
    expect(mappingProblem({ ...guess(rows), vector: ['tag1'] }, dense)).toBeUndefined();
  });
});
