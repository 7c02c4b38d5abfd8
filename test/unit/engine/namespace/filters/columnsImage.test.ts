import { expect, it } from 'vitest';
import { placesByRow } from '../../../../../src/engine/namespace/filters/columnsImage.ts';

const numbered = {
  rows: Uint32Array.of(0, 1, 3, 4),
  // Row 2 is not in use.
  pks: Float64Array.of(10, 11, 12, 13, 99),
};

it('finds records in the rows that they had, and no others', () => {
  const pks = Float64Array.of(10, 11, -1, 13);
  expect([...placesByRow({ pks }, numbered)]).toEqual([0, 1, -1, 3, -1]);
});

it('finds records in other rows than they had', () => {
  const pks = Float64Array.of(13, -1, 10, 12, 11);
  expect([...placesByRow({ pks }, numbered)]).toEqual([2, 4, -1, 0, -1]);
});
