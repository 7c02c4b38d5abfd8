import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Returns the source files of the extension, its views, tools and tests, with slashes, relative to the repository. */
export function sourceFiles(): string[] {
  const patterns = [
    'src/**/*.ts',
    'webview/**/*.{ts,tsx,css}',
    'scripts/**/*.{ts,mjs}',
    'test/**/*.{ts,tsx,mjs}',
  ];
  return globSync(patterns, { cwd: root, exclude: ['**/node_modules'] })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.includes('/assembly/'));
}

const root = path.resolve(import.meta.dirname, '../..');

export type Import = {
  readonly from: string;
  /** A file of the repository, or what the import names. */
  readonly to: string;
  readonly isType: boolean;
};

/** Returns what a file imports, statically and at run time. An import of nothing but types is one of types. */
export function importsOf(from: string): Import[] {
  return importsInText(from, readFileSync(path.join(root, from), 'utf8'));
}

export function importsInText(from: string, text: string): Import[] {
  const pattern =
    /^(?:import|export)\s+(type\s)?(?:([^'";]*?)\sfrom\s+)?'([^']+)'|(?<!typeof )import\('([^']+)'\)/gm;
  return [...text.matchAll(pattern)].map((match) => {
    const [, type, names = '', imported, importedLater = ''] = match;
    const target = imported ?? importedLater;
    const to = target.startsWith('.') ? path.posix.join(path.posix.dirname(from), target) : target;
    return { from, to, isType: type !== undefined || namesOnlyTypes(names) };
  });
}

/** Whether each name in braces is marked as a type: then nothing is left of the import at run time. */
function namesOnlyTypes(names: string): boolean {
  const inBraces = /^\{(.*)\}$/s.exec(names.trim())?.[1];
  const all = inBraces?.split(',').map((name) => name.trim());
  return all?.filter((name) => name !== '').every((name) => name.startsWith('type ')) ?? false;
}

/** Returns the nodes of the first cycle that is found, its first node again at the end, or none. */
export function findCycle(targets: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const visit = (node: string, trail: readonly string[]): string[] => {
    if (trail.includes(node)) return [...trail.slice(trail.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const target of targets.get(node) ?? []) {
      const cycle = visit(target, [...trail, node]);
      if (cycle.length > 0) return cycle;
    }
    done.add(node);
    return [];
  };
  for (const node of targets.keys()) {
    const cycle = visit(node, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

/** Returns the folders that import from other folders by value, each with those. */
export function folderGraph(
  imports: readonly Import[],
  files: ReadonlySet<string>,
): Map<string, string[]> {
  const graph = new Map<string, Set<string>>();
  for (const { from, to, isType } of imports) {
    const [folder, target] = [path.posix.dirname(from), path.posix.dirname(to)];
    if (isType || !files.has(to) || folder === target) continue;
    graph.set(folder, (graph.get(folder) ?? new Set()).add(target));
  }
  return new Map([...graph].map(([folder, targets]) => [folder, [...targets]]));
}
