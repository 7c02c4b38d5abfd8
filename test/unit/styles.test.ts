import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const styles = readAll('webview/**/*.css').replaceAll(/\/\*.*?\*\//gs, '');
const code = readAll('webview/**/*.{ts,tsx}') + readAll('src/vscode/webview/*.ts');
const tests = readAll('test/{ui,support}/**/*.ts');

/** Classes that the editor, its pages and toolkits set. */
const foreign = /^(?:cm|vscode)-/;

describe('the styles of the views', () => {
  it('have no class that no view sets', () => {
    const classes = namesIn(selectors(), /\.([a-zA-Z][\w-]*)/g).filter(
      (name) => !foreign.test(name),
    );
    expect(classes.length).toBeGreaterThan(100);
    expect(classes.filter((name) => !isSet(name))).toEqual([]);
  });

  it('define every class that a view sets and no test looks for', () => {
    const defined = new Set(namesIn(selectors(), /\.([a-zA-Z][\w-]*)/g));
    const unstyled = namesIn(code, /\bclass="([^"]+)"/g)
      .flatMap((names) => names.split(' '))
      .filter((name) => !defined.has(name) && !tests.includes(name));
    expect(unstyled).toEqual([]);
  });

  it('define every animation that they name, and no other', () => {
    const defined = namesIn(styles, /@keyframes ([\w-]+)/g);
    const used = namesIn(styles, /\banimation: ?([\w-]+)/g).filter((name) => name !== 'none');
    expect(used.sort()).toEqual(defined.sort());
  });
});

/** A class is set by its whole name, or by its beginning before a placeholder. */
function isSet(name: string): boolean {
  if (namesInCode.has(name)) return true;
  const parts = name.split('-');
  return parts.some((_, at) => code.includes(`${parts.slice(0, at).join('-')}-\${`));
}

const namesInCode = new Set(namesIn(code, /([a-zA-Z][\w-]*)/g));

function selectors(): string {
  return namesIn(styles, /([^{}]+)\{/g).join('\n');
}

function namesIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))];
}

function readAll(pattern: string): string {
  return globSync(pattern)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}
