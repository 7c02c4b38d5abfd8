import { expect, it } from 'vitest';
import { isListed, lineFor } from '../../../../src/model/keys/gitignore.ts';

it.each([
  ['.env', 'web/.env', true],
  ['.env*', '.env.local', true],
  ['*.env\r\n', 'a/prod.env', true],
  ['/web/.env', 'web/.env', true],
  ['# .env', '.env', false],
  ['/web/.env', '.env', false],
  ['.env*\n!.env.shared', '.env.shared', false],
  ['', '.env', false],
])('a .gitignore of %j and the file %s: %s', (text, path, expected) => {
  expect(isListed(text, path)).toBe(expected);
});

it.each(['.env', 'web/.env', '#odd/[a]*?.env', 'end '])(
  'the line for %s covers it alone',
  (path) => {
    expect([isListed(lineFor(path), path), isListed(lineFor(path), `x${path}`)]).toEqual([
      true,
      false,
    ]);
  },
);
