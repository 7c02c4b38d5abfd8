import { describe, expect, it } from 'vitest';
import type { Metadata, MetadataValue } from '../../../../src/model/record.ts';
import {
  editMetadata,
  parseFieldName,
  parseFieldValue,
  type MetadataEdit,
} from '../../../../src/services/writes/metadataEdit.ts';

const record: Metadata = { year: 2024, tags: ['a', 'b'], draft: true, note: '12', text: 'no' };

describe('an edit of metadata', () => {
  it.each<[string, MetadataEdit, Metadata]>([
    ['sets a field', { kind: 'set', field: 'year', value: 2025 }, { ...record, year: 2025 }],
    ['adds a field', { kind: 'set', field: 'new', value: ['x'] }, { ...record, new: ['x'] }],
    ['removes a field', { kind: 'remove', field: 'note' }, without('note')],
    [
      'renames a field',
      { kind: 'rename', field: 'note', to: 'n' },
      { ...without('note'), n: '12' },
    ],
    ['makes numbers', { kind: 'convert', field: 'note', to: 'number' }, { ...record, note: 12 }],
    ['makes texts', { kind: 'convert', field: 'year', to: 'string' }, { ...record, year: '2024' }],
    ['joins lists', { kind: 'convert', field: 'tags', to: 'string' }, { ...record, tags: 'a, b' }],
    ['makes lists', { kind: 'convert', field: 'note', to: 'list' }, { ...record, note: ['12'] }],
    [
      'makes booleans',
      { kind: 'convert', field: 'text', to: 'boolean' },
      { ...record, text: false },
    ],
    ['leaves what is no number', { kind: 'convert', field: 'text', to: 'number' }, record],
    ['leaves records without the field', { kind: 'remove', field: 'toString' }, record],
    ['leaves them when renaming', { kind: 'rename', field: 'absent', to: 'x' }, record],
  ])('%s', (_, edit, expected) => {
    expect(editMetadata(record, edit)).toEqual(expected);
  });

  it('sets a field named __proto__ as any other', () => {
    const edited = editMetadata({}, { kind: 'set', field: '__proto__', value: 1 });
    expect(Object.keys(edited)).toEqual(['__proto__']);
  });
});

describe('a value as typed', () => {
  it.each<[string, MetadataValue]>([
    ['2024', 2024],
    ['-1.5e3', -1500],
    ['true', true],
    ['"2024"', '2024'],
    ['["a", "b"]', ['a', 'b']],
    ['Vienna', 'Vienna'],
    ['it said "yes"', 'it said "yes"'],
    ['null', 'null'],
    ['', ''],
  ])('%j is %j', (text, value) => {
    expect(parseFieldValue(text)).toEqual(value);
  });

  it.each(['[1, 2]', '{"a": 1}'])('%s is refused', (text) => {
    expect(() => parseFieldValue(text)).toThrow(/text/);
  });

  it.each(['', '  ', '$and'])('%j is no name of a field', (text) => {
    expect(() => parseFieldName(text)).toThrow(/field/);
  });
});

function without(name: string): Metadata {
  return Object.fromEntries(Object.entries(record).filter(([field]) => field !== name));
}
