import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../../scripts/repository.ts';

const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...['docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(inRepository(folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

describe.each(pages)('%s', (page) => {
  const text = readFileSync(inRepository(page), 'utf8');

  it('links to existing files', () => {
    const targets = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, target]) => target!);
    const files = targets.filter((target) => !/^https?:/.test(target));
    const missing = files.filter((file) => !existsSync(inRepository(path.dirname(page), file)));
    expect(missing).toEqual([]);
  });

  it('names existing files', () => {
    const named = [...text.matchAll(/`((?:src|webview|test|scripts|docs|media)\/[\w./-]+)`/g)];
    const missing = named
      .map(([, file]) => file!)
      .filter((file) => !existsSync(inRepository(file)));
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

it('the guide lists each command of the manifest by its title', () => {
  const titles = JSON.parse(readFileSync(inRepository('package.nls.json'), 'utf8')) as Record<
    string,
    string
  >;
  const named = Object.entries(titles).filter(([id]) => id.startsWith('command.'));
  const guide = readFileSync(inRepository('docs/guide.md'), 'utf8');
  expect(named.map(([, title]) => title).filter((title) => !guide.includes(`| ${title}`))).toEqual(
    [],
  );
});

it('the guide lists each setting of the manifest', () => {
  const { contributes } = JSON.parse(readFileSync(inRepository('package.json'), 'utf8')) as {
    contributes: { configuration: { properties: object } };
  };
  const guide = readFileSync(inRepository('docs/guide.md'), 'utf8');
  const settings = Object.keys(contributes.configuration.properties);
  expect(settings.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});

it.each(readdirSync(inRepository('docs/decisions')).filter((name) => name !== 'README.md'))(
  'the decision %s has its context, its price and a line in the list',
  (name) => {
    const text = readFileSync(inRepository('docs/decisions', name), 'utf8');
    const parts = [...text.matchAll(/^\*\*(\w+)\.\*\*/gm)].map(([, part]) => part);
    expect(parts).toEqual(['Context', 'Decision', 'Price']);
    const list = readFileSync(inRepository('docs/decisions/README.md'), 'utf8');
    expect(list).toContain(`(${name})`);
  },
);
