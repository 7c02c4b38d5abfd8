import { expect, it } from 'vitest';
import { parseList } from '../../../../src/model/notebook/parseList.ts';

it.each([
  ['', []],
  [' \n ', []],
  ['a', ['a']],
  ['a, b,,a ', ['a', 'b']],
  ['a, with a comma\nb\n\nb', ['a, with a comma', 'b']],
  ['\na, b\n', ['a', 'b']],
  ['a\r\nb', ['a', 'b']],
])('reads %j as %j', (text, ids) => {
  expect(parseList(text)).toEqual(ids);
});
