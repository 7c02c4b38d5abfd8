import { describe, expect, it } from 'vitest';
import type { Cells } from '../../../../src/model/files/rowFile.ts';
import type { ColumnMapping } from '../../../../src/services/imports/columnMapping.ts';
import { recordOfRow } from '../../../../src/services/imports/recordOfRow.ts';
import type { RecordIndex } from '../../../../src/services/records/recordParts.ts';

const dense: RecordIndex = { kind: 'vectors', vectorType: 'dense', dimension: 2, metric: 'cosine' };
const euclidean: RecordIndex = { ...dense, metric: 'euclidean' };
const sparse: RecordIndex = { kind: 'vectors', vectorType: 'sparse', metric: 'dotproduct' };
const documents: RecordIndex = {
  ...dense,
  kind: 'documents',
  documents: { textFields: ['title'], denseField: 'meaning', fields: { title: {}, meaning: {} } },
};
const embedding: RecordIndex = { ...dense, kind: 'records' };

const plain: ColumnMapping = { id: 'id', vector: ['v'], fields: {} };
const record = (cells: Cells, mapping: ColumnMapping = plain, index = dense) =>
  recordOfRow({ cells, place: 7 }, mapping, index);

describe('the record of a row', () => {
  it.each<[string, Cells, ColumnMapping, RecordIndex, object]>([
    [
      'with the number of the row',
      { v: [1, 2] },
      { vector: ['v'], fields: {} },
      dense,
      { id: '7', values: [1, 2], metadata: {} },
    ],
    [
      'with the fields of a document',
      { _id: 'a', title: 'x', meaning: [1, 2], year: 3 },
      { id: '_id', vector: ['meaning'], fields: { title: 'value', year: 'value' } },
      documents,
      { id: 'a', values: [1, 2], metadata: { title: 'x', year: 3 } },
    ],
    [
      'with a number as id',
      { id: 12, v: [1, 2] },
      plain,
      dense,
      { id: '12', values: [1, 2], metadata: {} },
    ],
    [
      'with a vector in JSON',
      { id: 'a', v: '[1, 2e0]' },
      plain,
      dense,
      { id: 'a', values: [1, 2], metadata: {} },
    ],
    [
      'with a vector in base64',
      { id: 'a', v: 'AACAPwAAAEA=' },
      plain,
      dense,
      { id: 'a', values: [1, 2], metadata: {} },
    ],
    [
      'with a column for each dimension',
      { id: 'a', x: '1', y: '-2.5' },
      { id: 'id', vector: ['x', 'y'], fields: {} },
      dense,
      { id: 'a', values: [1, -2.5], metadata: {} },
    ],
    [
      'with typed fields, without empty ones',
      {
        id: 'a',
        v: [1, 2],
        year: '2009',
        seen: 'TRUE',
        tags: '["x"]',
        zip: '01',
        none: '',
        gone: null,
      },
      {
        ...plain,
        fields: {
          year: 'number',
          seen: 'boolean',
          tags: 'list',
          zip: 'text',
          none: 'number',
          gone: 'value',
        },
      },
      dense,
      { id: 'a', values: [1, 2], metadata: { year: 2009, seen: true, tags: ['x'], zip: '01' } },
    ],
    [
      'with an object of metadata and a text beside it',
      { id: 'a', v: [1, 2], meta: '{"page": 3, "none": null}', content: 'Hello' },
      { ...plain, metadata: 'meta', text: 'content' },
      dense,
      { id: 'a', values: [1, 2], metadata: { page: 3, text: 'Hello' } },
    ],
    [
      'with its own namespace',
      { id: 'a', v: [1, 2], tenant: 'blue' },
      { ...plain, namespace: 'tenant' },
      dense,
      { id: 'a', values: [1, 2], metadata: {}, namespace: 'blue' },
    ],
    [
      'of a sparse vector in two columns',
      { id: 'a', i: '[3, 5]', w: '[0.5, 1]' },
      { id: 'id', vector: [], sparse: ['i', 'w'], fields: {} },
      sparse,
      { id: 'a', values: [], sparseValues: { indices: [3, 5], values: [0.5, 1] }, metadata: {} },
    ],
    [
      'of a text to embed',
      { id: 'a', body: 'Hello', v: [1, 2] },
      { ...plain, text: 'body' },
      embedding,
      { id: 'a', values: [], metadata: { body: 'Hello' } },
    ],
    [
      'with a field named like a part of objects',
      { id: 'a', v: [1, 2], constructor: 'x' },
      { ...plain, fields: { constructor: 'value' as const } },
      dense,
      { id: 'a', values: [1, 2], metadata: { constructor: 'x' } },
    ],
  ])('is made %s', (_, cells, mapping, index, expected) => {
    expect(record(cells, mapping, index)).toEqual(expected);
  });

  it.each<[string, Cells, ColumnMapping, RecordIndex]>([
    ['it has no id', { v: [1, 2] }, plain, dense],
    [
      'its id has 513 characters, and 512 are allowed',
      { id: 'a'.repeat(513), v: [1, 2] },
      plain,
      dense,
    ],
    ['its id has characters other than ASCII', { id: 'ä', v: [1, 2] }, plain, dense],
    ['this index needs “values” with 2 numbers', { id: 'a', v: '' }, plain, dense],
    [
      '“values” has 3 numbers, and the index has dimension 2',
      { id: 'a', v: [1, 2, 3] },
      plain,
      dense,
    ],
    [
      '“values” has something other than a float32 number at place 2',
      { id: 'a', v: [1, 1e40] },
      plain,
      dense,
    ],
    [
      '“values” has something other than a float32 number at place 2',
      { id: 'a', x: '1', y: 'one' },
      { id: 'id', vector: ['x', 'y'], fields: {} },
      dense,
    ],
    [
      '“v” holds no vector: a list of numbers, or base64 of float32',
      { id: 'a', v: 'none' },
      plain,
      dense,
    ],
    ['“values” is a list of numbers', { id: 'a', v: true }, plain, dense],
    [
      '“values” are all zero, which has no direction for the metric cosine',
      { id: 'a', v: [0, 1e-9] },
      plain,
      dense,
    ],
    ['“values” are all zero, which the service refuses', { id: 'a', v: [0, 0] }, plain, euclidean],
    [
      '“meta” is not valid JSON',
      { id: 'a', v: [1, 2], meta: '{' },
      { ...plain, metadata: 'meta' },
      dense,
    ],
    [
      '“meta” is not an object of fields',
      { id: 'a', v: [1, 2], meta: '[1]' },
      { ...plain, metadata: 'meta' },
      dense,
    ],
    [
      'the field “box” is neither a text, a number, true, false nor a list of texts',
      { id: 'a', v: [1, 2], meta: { box: {} } },
      { ...plain, metadata: 'meta' },
      dense,
    ],
    [
      'the field “$x” starts with “$”',
      { id: 'a', v: [1, 2], meta: { $x: 1 } },
      { ...plain, metadata: 'meta' },
      dense,
    ],
    [
      'the metadata has 40971 bytes; 40960 are allowed',
      { id: 'a', v: [1, 2], note: 'x'.repeat(40_960) },
      { ...plain, fields: { note: 'text' } },
      dense,
    ],
    [
      '“year” is read as a number, which “n/a” is not: import the column as text to take all values',
      { id: 'a', v: [1, 2], year: 'n/a' },
      { ...plain, fields: { year: 'number' } },
      dense,
    ],
    [
      'its namespace is not text',
      { id: 'a', v: [1, 2], n: 3 },
      { ...plain, namespace: 'n' },
      dense,
    ],
    [
      'A name has only printable ASCII characters',
      { id: 'a', v: [1, 2], n: 'ä' },
      { ...plain, namespace: 'n' },
      dense,
    ],
    [
      'this index needs “sparseValues” with indices and values',
      { id: 'a' },
      { id: 'id', vector: [], sparse: ['s'], fields: {} },
      sparse,
    ],
    [
      '“sparseValues” has 1 indices and 2 values',
      { id: 'a', s: { indices: [1], values: [1, 2] } },
      { id: 'id', vector: [], sparse: ['s'], fields: {} },
      sparse,
    ],
    [
      '“sparseValues.indices” has one index twice',
      { id: 'a', s: { indices: [1, 1], values: [1, 2] } },
      { id: 'id', vector: [], sparse: ['s'], fields: {} },
      sparse,
    ],
    [
      '“sparseValues.indices” are whole numbers from 0 to 4294967295',
      { id: 'a', s: { indices: [2 ** 32], values: [1] } },
      { id: 'id', vector: [], sparse: ['s'], fields: {} },
      sparse,
    ],
    [
      '“sparseValues” has 2049 values; 2048 are allowed',
      {
        id: 'a',
        s: {
          indices: Array.from({ length: 2049 }, (_, at) => at),
          values: Array<number>(2049).fill(1),
        },
      },
      { id: 'id', vector: [], sparse: ['s'], fields: {} },
      sparse,
    ],
    [
      '“body” holds no text to embed',
      { id: 'a', body: ' ' },
      { ...plain, text: 'body' },
      embedding,
    ],
  ])('is refused: %s', (message, cells, mapping, index) => {
    expect(() => record(cells, mapping, index)).toThrow(
      expect.objectContaining({ kind: 'badInput', message }),
    );
  });
});
