import { expect, it } from 'vitest';
import { jsonTokens } from '../../../../../webview/notebook/json/jsonTokens.ts';

it('finds names, texts with quotes in them, numbers and literals', () => {
  const text = String.raw`"a\"b": "x: \\", "n": [-1.5e-7, 2], "t": true, "0": null`;
  expect(jsonTokens(text).map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([
    ['name', String.raw`"a\"b"`],
    ['string', String.raw`"x: \\"`],
    ['name', '"n"'],
    ['number', '-1.5e-7'],
    ['number', '2'],
    ['name', '"t"'],
    ['literal', 'true'],
    ['name', '"0"'],
    ['literal', 'null'],
  ]);
});
