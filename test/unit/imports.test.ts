import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Layer -> what it may import: layers, `type:` for types only, and packages (`node:*` for node's own). */
const allowed: Record<string, readonly string[]> = {
  'src/common': [],
  'src/model': ['src/common'],
  'src/protocol': ['src/model', 'src/common'],
  'src/pinecone': ['src/model', 'src/common', 'node:*', 'undici', 'valibot'],
  'src/services': ['src/model', 'src/common', 'src/protocol', 'type:src/pinecone'],
  'src/engine': [
    'src/model',
    'src/common',
    'node:*',
    'hono',
    '@hono/node-server',
    'hyparquet',
    'valibot',
    'umap-js',
  ],
  'src/local': ['src/model', 'src/common', 'node:*'],
  'src/vscode': [
    'src/services',
    'src/model',
    'src/protocol',
    'src/common',
    'vscode',
    'node:*',
    'valibot',
  ],
  'src/extension.ts': [
    'src/vscode',
    'src/services',
    'src/local',
    'src/pinecone',
    'src/model',
    'src/protocol',
    'src/common',
    'vscode',
    'node:*',
  ],
  webview: [
    'src/protocol',
    'src/model',
    'src/common',
    'preact',
    '@codemirror/*',
    '@vscode/webview-ui-toolkit',
  ],
};

type Import = { readonly from: string; readonly to: string; readonly isType: boolean };

const files = globSync(['src/**/*.ts', 'webview/**/*.{ts,tsx,css}'], { cwd: root }).map((file) =>
  file.replaceAll('\\', '/'),
);
const imports = files.flatMap(importsOf);

describe('imports', () => {
  it('are found at all', () => {
    expect(imports.length).toBeGreaterThan(20);
  });

  it('follow the table of layers', () => {
    expect(imports.filter((one) => !isAllowed(one)).map(describeImport)).toEqual([]);
  });

  it('form no cycles, not even between two files', () => {
    expect(findCycle()).toEqual([]);
  });

  it('reach the UI toolkit in one file only', () => {
    const users = imports
      .filter(({ to }) => to.startsWith('@vscode/webview-ui-toolkit'))
      .map(({ from }) => from);
    expect(users.filter((file) => file !== 'webview/shared/controls.ts')).toEqual([]);
  });
});

function importsOf(from: string): Import[] {
  const text = readFileSync(path.join(root, from), 'utf8');
  const pattern =
    /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/gm;
  return [...text.matchAll(pattern)].map((match) => {
    const target = (match[2] ?? match[3])!;
    const to = target.startsWith('.') ? path.posix.join(path.posix.dirname(from), target) : target;
    return { from, to, isType: match[1] !== undefined };
  });
}

function layerOf(file: string): string {
  if (file === 'src/extension.ts') return file;
  return file.startsWith('webview/') ? 'webview' : file.split('/').slice(0, 2).join('/');
}

function isAllowed({ from, to, isType }: Import): boolean {
  const layer = layerOf(from);
  if (files.includes(to)) {
    const target = layerOf(to);
    return (
      target === layer ||
      allowed[layer]!.includes(target) ||
      (isType && allowed[layer]!.includes(`type:${target}`))
    );
  }
  return allowed[layer]!.some((name) =>
    name.endsWith('*')
      ? to.startsWith(name.slice(0, -1))
      : to === name || to.startsWith(`${name}/`),
  );
}

function describeImport({ from, to }: Import): string {
  return `${from} imports ${to}`;
}

/** The files of the first cycle found, or none. Types count too: a reader has to follow them as well. */
function findCycle(): string[] {
  const targets = Map.groupBy(imports, ({ from }) => from);
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string[] => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const { to } of targets.get(file) ?? []) {
      const cycle = visit(to, [...trail, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  for (const file of files) {
    const cycle = visit(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
