import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { allowsPackage, layerOf, layers } from '../../scripts/layers.ts';
import {
  findCycle,
  folderGraph,
  importsInText,
  importsOf,
  sourceFiles,
  type Import,
} from '../../scripts/lint/importGraph.ts';

const files = new Set(sourceFiles());
const imports = [...files].flatMap(importsOf);
const ofProduct = imports.filter(({ from }) => /^(?:src|webview)\//.test(from));

const generated = ['test/support/grpc/vectorService_pb.ts'];
const settings = ['esbuild.mjs', 'vitest.config.mts', 'oxlint.config.ts'];
const texts = new Map(
  [...sourceFiles(), ...settings]
    .filter((file) => !file.endsWith('.css') && !generated.includes(file))
    .map((file) => [file, readFileSync(file, 'utf8')] as const),
);

describe('imports', () => {
  it('are found at all', () => {
    expect(ofProduct.length).toBeGreaterThan(20);
  });

  it('come from files that belong to a layer', () => {
    const sources = [...files].filter((file) => /^(?:src|webview)\//.test(file));
    expect(sources.filter((file) => layerOf(file) === undefined)).toEqual([]);
  });

  it('follow the table of layers', () => {
    expect(ofProduct.filter((one) => !isAllowed(one)).map(describeImport)).toEqual([]);
  });

  it('form no cycles, not even between two files', () => {
    const targets = Map.groupBy(imports, ({ from }) => from);
    const graph = new Map(
      [...targets].map(([from, ones]) => [from, ones.map(({ to }) => to)] as const),
    );
    expect(findCycle(graph)).toEqual([]);
  });

  it('form no cycles of folders by value', () => {
    expect(findCycle(folderGraph(imports, files))).toEqual([]);
  });

  it('reach the UI toolkit in one file only', () => {
    const users = imports
      .filter(({ to }) => to.startsWith('@vscode/webview-ui-toolkit'))
      .map(({ from }) => from);
    expect(users.filter((file) => file !== 'webview/shared/controls.ts')).toEqual([]);
  });

  it.each([
    ["import { a } from './b.ts';", false],
    ["import { type A } from './b.ts';", true],
    ["import { type A, b } from './b.ts';", false],
    ["import type { A } from './b.ts';", true],
    ["import './b.ts';", false],
    ["export { a } from './b.ts';", false],
    ["const b = await import('./b.ts');", false],
  ])('of %s are of types: %s', (text, isType) => {
    expect(importsInText('src/a.ts', text)).toEqual([{ from: 'src/a.ts', to: 'src/b.ts', isType }]);
  });
});

describe('the table of layers in the architecture', () => {
  it.each(layers.filter(({ path: name }) => name !== 'src/extension'))(
    'has what $path may import',
    ({ path: name, layers: byValue, types = [] }) => {
      const rows = readFileSync('docs/architecture.md', 'utf8').split('\n');
      const row = rows.find((line) => line.startsWith(`| \`${name}\` `))!;
      const named = [...row.split('|')[3]!.matchAll(/`(\w+)`/g)].map(([, layer]) => `src/${layer}`);
      expect(named.sort()).toEqual([...byValue, ...types].sort());
    },
  );
});

describe('exports', () => {
  it('of functions, classes and values are named in another file', () => {
    const users = usersOfNames();
    const unused = [...texts].flatMap(([file, text]) =>
      exportedValues(text)
        .filter((name) => (users.get(name)?.size ?? 0) < 2)
        .map((name) => `${file}: ${name}`),
    );
    expect(users.size).toBeGreaterThan(1000);
    expect(unused).toEqual([]);
  });
});

describe('folders', () => {
  it('hold at most 25 files', () => {
    const sizes = Object.entries(Object.groupBy(files, (file) => path.posix.dirname(file)));
    const full = sizes.filter(([, of = []]) => of.length > 25).map(([folder]) => folder);
    expect(full).toEqual([]);
  });
});

function isAllowed({ from, to, isType }: Import): boolean {
  const layer = layerOf(from);
  if (layer === undefined) return false;
  if (!files.has(to)) return allowsPackage(layer, to);
  const target = layerOf(to);
  if (target === undefined) return false;
  return (
    target === layer ||
    layer.layers.includes(target.path) ||
    (isType && layer.types?.includes(target.path) === true)
  );
}

function describeImport({ from, to }: Import): string {
  return `${from} imports ${to}`;
}

/** Returns the files that name an identifier, by identifier. */
function usersOfNames(): ReadonlyMap<string, ReadonlySet<string>> {
  const users = new Map<string, Set<string>>();
  for (const [file, text] of texts) {
    for (const [name] of text.matchAll(/[A-Za-z_$][\w$]*/g)) {
      const known = users.get(name);
      if (known) known.add(file);
      else users.set(name, new Set([file]));
    }
  }
  return users;
}

function exportedValues(text: string): readonly string[] {
  const pattern = /^export (?:declare |abstract |async )*(?:function\*?|const|let|class) (\w+)/gm;
  return [...text.matchAll(pattern)].map(([, name = '']) => name);
}
