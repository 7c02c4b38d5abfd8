import { describe, expect, it } from 'vitest';
import type { Binding, QueryCell } from '../../../../../src/model/notebook/cell.ts';
import { isChangedSince } from '../../../../../webview/notebook/query/changedQuery.ts';
import { binding, hitsOutcome, query } from '../fixtures.ts';

const ran = query('one', { filter: '{"year": 2024}' });
const isOld = (part: Partial<QueryCell>, on: Partial<Binding> = {}): boolean =>
  isChangedSince({ ...ran, ...part }, { ...binding, ...on }, ran, hitsOutcome());

describe('hits of a cell', () => {
  it.each<[string, Partial<QueryCell>]>([
    ['its text', { input: { by: 'id', value: 'cat' } }],
    ['what it searches by', { input: { by: 'text', value: 'dog' } }],
    ['its filter', { filter: '{"year": 2025}' }],
    ['its filter, into what cannot be read', { filter: '{"year": 2024' }],
    ['how many it wants', { topK: 11 }],
    ['whether it wants vectors', { includeValues: true }],
  ])('are old once the cell has changed in %s', (_, part) => {
    expect([isOld({}), isOld(part)]).toEqual([false, true]);
  });

  it.each<[string, Partial<Binding>]>([
    ['environment', { environment: 'staging' }],
    ['index', { index: 'other' }],
    ['namespace', { namespace: 'tickets' }],
  ])('are old once the cell runs on another %s', (_, on) => {
    expect(isOld({}, on)).toBe(true);
  });

  it.each<[string, Partial<QueryCell>]>([
    ['its name', { name: 'renamed' }],
    ['the ids that it expects', { expected: 'a' }],
    ['the spaces of its filter', { filter: ' { "year":2024 }\n' }],
  ])('stay new where the cell has changed in %s', (_, part) => {
    expect(isOld(part)).toBe(false);
  });

  it('stay new if the default namespace is left out', () => {
    expect(isOld({}, { namespace: '' })).toBe(false);
  });
});
