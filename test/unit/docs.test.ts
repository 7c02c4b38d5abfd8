import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../../scripts/repository.ts';

const pages = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync(inRepository('docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe.each(pages)('%s', (page) => {
  const text = readFileSync(inRepository(page), 'utf8');

  it('links to files that are there', () => {
    const targets = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, target]) => target!);
    const files = targets.filter((target) => !/^https?:/.test(target));
    const missing = files.filter((file) => !existsSync(inRepository(path.dirname(page), file)));
    expect(missing).toEqual([]);
  });

  it('names scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(inRepository('package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...text.matchAll(/npm (?:run )?(start|test|(?<=run )[\w:]+)/g)];
    expect(named.map(([, name]) => name!).filter((name) => !(name in scripts))).toEqual([]);
  });
});

it('the README shows only pictures that the package holds', () => {
  const text = readFileSync(inRepository('README.md'), 'utf8');
  const pictures = [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, file]) => file);
  expect(pictures.length).toBeGreaterThan(0);
  expect(pictures.filter((file) => !/^docs\/images\/[\w-]+-dark\.png$/.test(file!))).toEqual([]);
});
