import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inferredRules } from '../../../src/engine/rules/inferredRules.ts';
import { inferredRules as ofFilters } from '../../../src/model/filter/inferredRules.ts';

it('are all listed in docs/engine.md, and none besides', () => {
  const [, section = ''] = readFileSync('docs/engine.md', 'utf8').split('## What is inferred');
  const [listed = ''] = section.split('\n## ');
  const names = [...listed.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  expect(names).toEqual([...Object.keys(inferredRules), ...Object.keys(ofFilters)]);
});
