import { describe, expect, it } from 'vitest';
import type { VectorRecord } from '../../../../src/model/record.ts';
import type { RecordIndex } from '../../../../src/services/records/recordParts.ts';
import {
  newRecordText,
  parseRecordText,
  toRecordText,
} from '../../../../src/services/records/recordText.ts';

const dense: RecordIndex = { kind: 'vectors', vectorType: 'dense', dimension: 3, metric: 'cosine' };
const sparse: RecordIndex = { kind: 'vectors', vectorType: 'sparse', metric: 'dotproduct' };
const embedding: RecordIndex = { ...dense, kind: 'records' };
const documents: RecordIndex = {
  ...dense,
  kind: 'documents',
  documents: {
    textFields: ['title', 'body'],
    denseField: 'meaning',
    sparseField: 'terms',
    fields: { title: {}, body: {}, meaning: {}, terms: {} },
  },
};
const sparseValues = { indices: [3, 9], values: [0.5, 1] };

describe('the text of a record', () => {
  it.each<[string, VectorRecord, RecordIndex]>([
    ['dense', { id: 'a', values: [0.1, -2, 3e-7], metadata: { t: 'x', l: ['a'] } }, dense],
    ['sparse', { id: 'a', values: [], sparseValues, metadata: {} }, sparse],
    ['hybrid', { id: 'ü"', values: [1, 2, 3], sparseValues, metadata: {} }, dense],
    ['embedded', { id: 'a', values: [], metadata: { chunk_text: 'x' } }, embedding],
    ['document', { id: 'a', values: [1, 2, 3], sparseValues, metadata: { n: 1 } }, documents],
    ['document of text', { id: 'a', values: [], metadata: { title: 'x', l: ['a'] } }, documents],
  ])('is read back: %s', (_, record, index) => {
    expect(parseRecordText(toRecordText(record, index), record.id, index)).toEqual(record);
  });

  it('has the vector on one line and the metadata on several', () => {
    const text = toRecordText({ id: 'a', values: [1, 2, 3], metadata: { t: 'x' } }, dense);
    expect(text).toBe(
      '{\n  "id": "a",\n  "values": [1, 2, 3],\n  "metadata": {\n    "t": "x"\n  }\n}\n',
    );
  });

  it.each<[string, RecordIndex, RegExp]>([
    ['a dense index', dense, /"values": \[0, 0, 0\]/],
    ['a sparse index', sparse, /"indices": \[\], "values": \[\]/],
    ['an index that embeds text', embedding, /^(?!.*values).*"chunk_text": ""/s],
    ['documents', documents, /"title": "",\n {2}"body": "",\n {2}"meaning": \[0, 0, 0\]/],
    ['its text field', { ...embedding, textField: 'body' }, /^(?!.*values).*"body": ""/s],
  ])('has a template for %s', (_, index, expected) => {
    expect(newRecordText('new', index)).toMatch(expected);
  });
});

describe('a text that is no record', () => {
  it.each(['{"id": secret}', '{"metadata":{"text":"secret"} secret}', '{"text": "\\q secret"}'])(
    'is not quoted by the message, which goes to the log: %s',
    (text) => {
      expect(() => parseRecordText(text, 'a', dense)).toThrow(/^The record is not JSON: [A-Z]/);
      expect(() => parseRecordText(text, 'a', dense)).not.toThrow(/secr/);
    },
  );

  it.each<[string, string, RecordIndex, RegExp]>([
    ['is not JSON', '{"id": ', dense, /not JSON/],
    ['is a list', '[]', dense, /one JSON object/],
    [
      'has no text to embed',
      '{"metadata":{"chunk":"x"}}',
      { ...embedding, textField: 'body' },
      /embeds the field “body”.*needs a text/,
    ],
    ['has another id', '{"id":"b","values":[1,2,3]}', dense, /the id stays “a”/],
    ['has another member', '{"valuse":[1,2,3]}', dense, /“valuse” is not part of a record/],
    ['has no vector', '{}', dense, /needs “values” with 3 numbers/],
    ['has another dimension', '{"values":[1,2]}', dense, /has 2 numbers.*dimension 3/],
    ['has a text in its vector', '{"values":[1,"2",3]}', dense, /number at place 2/],
    ['has numbers beyond float32', '{"values":[1,1e39,3]}', dense, /number at place 2/],
    ['has the zero vector', '{"values":[0,0,0]}', dense, /all zero/],
    ['has nested metadata', '{"values":[1,2,3],"metadata":{"a":{}}}', dense, /field “a”/],
    ['has mixed lists', '{"values":[1,2,3],"metadata":{"a":["x",1]}}', dense, /field “a”/],
    ['has null', '{"values":[1,2,3],"metadata":{"a":null}}', dense, /field “a”/],
    ['has a field with $', '{"values":[1,2,3],"metadata":{"$a":1}}', dense, /starts with “\$”/],
    ['has a dense vector', '{"values":[1,2,3]}', sparse, /holds sparse vectors/],
    ['has no sparse vector', '{}', sparse, /needs “sparseValues”/],
    [
      'has indices without values',
      '{"sparseValues":{"indices":[1,2],"values":[1]}}',
      sparse,
      /2 indices and 1 values/,
    ],
    ['has an index twice', '{"sparseValues":{"indices":[1,1],"values":[1,1]}}', sparse, /twice/],
    [
      'has a negative index',
      '{"sparseValues":{"indices":[-1],"values":[1]}}',
      sparse,
      /whole numbers/,
    ],
    ['has a vector', '{"values":[1,2,3]}', embedding, /embeds the text itself/],
    [
      'has too much metadata',
      `{"values":[1,2,3],"metadata":{"a":"${'x'.repeat(41_000)}"}}`,
      dense,
      /41008 bytes; 40960 are allowed/,
    ],
  ])('%s', (_, text, index, message) => {
    expect(() => parseRecordText(text, 'a', index)).toThrow(message);
  });
});

describe('the text of a document', () => {
  it('has its fields side by side', () => {
    const record = { id: 'a', values: [1, 2, 3], metadata: { title: 'x', tags: ['b'] } };
    expect(JSON.parse(toRecordText(record, documents))).toEqual({
      _id: 'a',
      title: 'x',
      tags: ['b'],
      meaning: [1, 2, 3],
    });
  });

  it('keeps the order of its fields', () => {
    const text = '{ "year": 1, "body": "b", "title": "t" }';
    expect(Object.keys(parseRecordText(text, 'a', documents).metadata)).toEqual([
      'year',
      'body',
      'title',
    ]);
  });

  it('takes a text larger than the metadata of a record', () => {
    const body = 'x'.repeat(50_000);
    expect(parseRecordText(JSON.stringify({ body }), 'a', documents).metadata).toEqual({ body });
  });

  it.each<[object, RegExp]>([
    [{ _id: 'b', title: 'x' }, /the id stays “a”/],
    [{ title: 'x', _score: 1 }, /“_score” starts with “_”/],
    [{ title: 'x', $a: 1 }, /“\$a” starts with “\$”/],
    [{ title: 1 }, /“title” is searched as text/],
    [{ title: 'x'.repeat(102_401) }, /“title” has 102401 bytes; 102400 are allowed/],
    [{ year: 1 }, /at least one of the fields title, body, meaning, terms/],
    [{ meaning: [1, 2] }, /“meaning” has 2 numbers, and the index has dimension 3/],
    [{ meaning: [0, 0, 0] }, /“meaning” are all zero/],
    [{ terms: { indices: [1], values: [] } }, /“terms” has 1 indices and 0 values/],
    [{ title: 'x', nested: { a: 1 } }, /“nested” is neither/],
    [{ title: 'x', large: 'y'.repeat(41_000) }, /40960 are allowed/],
  ])('is refused: %o', (json, message) => {
    expect(() => parseRecordText(JSON.stringify(json), 'a', documents)).toThrow(message);
  });
});
