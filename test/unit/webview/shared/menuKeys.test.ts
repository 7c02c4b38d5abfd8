import { expect, it } from 'vitest';
import { moveInMenu } from '../../../../webview/shared/menuKeys.ts';

const names = ['Labels', 'Contours', 'Table', 'Lasso'];

it.each([
  [0, 'ArrowDown', 1],
  [3, 'ArrowDown', 0],
  [0, 'ArrowUp', 3],
  [2, 'Home', 0],
  [2, 'End', 3],
  [0, 'l', 3],
  [3, 'L', 0],
  [1, 't', 2],
  [1, 'c', 1],
  [1, 'x', undefined],
  [1, ' ', undefined],
  [1, 'Enter', undefined],
] as const)('from item %i, %j leads to item %o', (at, key, to) => {
  expect(moveInMenu(at, key, names)).toBe(to);
});

it('leads nowhere in an empty menu', () => {
  expect(moveInMenu(0, 'ArrowDown', [])).toBeUndefined();
});
