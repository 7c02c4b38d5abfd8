import { describe, expect, it } from 'vitest';
import { findKeys, looksLikeKey, withoutField } from '../../../src/model/exposedKeys.ts';

const environment = { id: 'a', name: 'production', kind: 'cloud' };

describe('looksLikeKey', () => {
  it.each([
    'pcsk_2aBcD_efGh1234',
    'pckey_0123456789ab',
    'sk-proj-0123456789abcdef',
    'pclocal_0123456789',
    'Bearer sk-0123456789',
    'https://gateway.example/pcsk_2aBcD_efGh1234',
  ])('knows a key in %j', (text) => {
    expect(looksLikeKey(text)).toBe(true);
  });

  it.each([
    'task-0123456789',
    'risk-assessment',
    'pcsk_',
    'sk-',
    'desk-lamp-collection',
    'production',
  ])('knows none in %j', (text) => {
    expect(looksLikeKey(text)).toBe(false);
  });
});

describe('findKeys', () => {
  it('finds fields for keys and texts like keys, wherever they stand', () => {
    const value = [
      { ...environment, apiKey: 'anything at all' },
      { ...environment, headers: { 'X-Api-Key': 'x', name: 'pcsk_2aBcD_efGh1234' } },
      { ...environment, name: 'sk-0123456789' },
      'pckey_0123456789ab',
    ];
    expect(findKeys(value).map(({ path }) => path.join('.'))).toEqual([
      '0.apiKey',
      '1.headers.X-Api-Key',
      '1.headers.name',
      '2.name',
      '3',
    ]);
  });

  it.each([[[environment]], [{ apiKey: '' }], [{ apiKeys: 3 }], [null], [undefined], [7]])(
    'finds none in %j',
    (value) => {
      expect(findKeys(value)).toEqual([]);
    },
  );
});

describe('withoutField', () => {
  it('takes a field out of an entry and leaves the rest as it is', () => {
    const value = [environment, { ...environment, apiKey: 'pcsk_2aBcD_efGh1234' }];
    expect(withoutField(value, [1, 'apiKey'])).toEqual([environment, environment]);
    expect(value[1]).toHaveProperty('apiKey');
  });

  it('takes out an entry of a list, or the whole', () => {
    expect(withoutField(['a', 'b'], [0])).toEqual(['b']);
    expect(withoutField('a', [])).toBeUndefined();
  });

  it('changes nothing if the path leads nowhere', () => {
    expect(withoutField([environment], [3, 'apiKey'])).toEqual([environment]);
    expect(withoutField({ a: 1 }, ['a', 'b'])).toEqual({ a: 1 });
  });
});
