import { expect, it } from 'vitest';
import { restoredName } from '../../../src/model/backup.ts';
import { indexNamePattern } from '../../../src/model/vectorIndex.ts';

const longest = 'x'.repeat(45);

it.each([
  ['docs', [], 'docs'],
  ['docs', ['docs'], 'docs-2'],
  ['docs', ['docs', 'docs-2'], 'docs-3'],
  [longest, [longest], `${'x'.repeat(43)}-2`],
])('offers for a backup of %s beside %j the name %s', (index, taken, name) => {
  expect(restoredName(index, taken)).toBe(name);
  expect(indexNamePattern.test(name)).toBe(true);
});
