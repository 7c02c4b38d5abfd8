import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { layers, type Platform } from '../../../scripts/layers.ts';
import { typeProjects } from '../../../scripts/test/checks.ts';

type Options = { readonly types: readonly string[]; readonly lib: readonly string[] };

const language = ['ES2024'];
const optionsOf: Record<Platform, Options> = {
  none: { types: [], lib: language },
  shared: { types: [], lib: [...language, 'WebWorker'] },
  node: { types: ['node'], lib: language },
  vscode: { types: ['node', 'vscode'], lib: language },
  browser: { types: [], lib: [...language, 'DOM', 'DOM.Iterable'] },
};

describe('a layer', () => {
  it.each(layers)('$path is compiled with the types of its platform alone', (layer) => {
    const { types, lib } = { ...readOptions('.'), ...readOptions(layer.path) };
    expect({ types, lib }).toEqual(optionsOf[layer.platform]);
  });

  it.each(layers)('$path is a project of the types step', ({ path: name }) => {
    expect(typeProjects).toContain(name);
  });
});

function readOptions(folder: string): Partial<Options> {
  const text = readFileSync(path.join(folder, 'tsconfig.json'), 'utf8');
  const withoutComments = text.replaceAll(/^\s*\/\/.*$/gm, '');
  const { compilerOptions = {} } = JSON.parse(withoutComments) as {
    compilerOptions?: Partial<Options>;
  };
  return compilerOptions;
}
