import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OxlintOverride } from 'oxlint';
import { layers, type Layer } from '../../../scripts/layers.ts';
import { importZones } from '../../../scripts/lint/importZones.ts';

type Pattern = { readonly regex: string; readonly allowTypeImports?: boolean };

const zones = importZones(layers);
const places = layers.flatMap((layer) =>
  ['', '/one', '/one/two'].map((below) => ({ layer, folder: layer.path + below })),
);

describe('importZones', () => {
  it.each(places)('refuse exactly the other layers in $folder', ({ layer, folder }) => {
    const verdicts = layers.map((target) => {
      const relative = path.posix.relative(folder, `${target.path}/some.ts`);
      const way = relative.startsWith('.') ? relative : `./${relative}`;
      return [target.path, refuses(folder, way)];
    });
    expect(Object.fromEntries(verdicts)).toEqual(
      Object.fromEntries(layers.map((target) => [target.path, expected(layer, target)])),
    );
  });

  it.each([
    ['src/model/filter', 'node:fs', 'always'],
    ['src/services/queries', 'valibot', 'always'],
    ['src/engine/http', 'hono/cors', 'never'],
    ['src/engine/http', '@hono/node-server', 'never'],
    ['src/engine/http', 'undici', 'always'],
    ['src/vscode', 'vscode', 'never'],
    ['webview/map', 'vscode', 'always'],
    ['webview/map', 'node:path', 'always'],
    ['webview/map', '@codemirror/state', 'never'],
  ])('in %s refuse the package %s %s', (folder, name, verdict) => {
    expect(refuses(folder, name)).toBe(verdict);
  });

  it('lets a folder inside of a layer have the name of another layer', () => {
    expect(refuses('src/vscode/tree', '../services/some.ts')).toBe('never');
  });
});

/** Whether the zone of a folder refuses an import, always or only by value. */
function refuses(folder: string, specifier: string): string {
  const hits = patternsOf(folder).filter(({ regex }) => new RegExp(regex).test(specifier));
  if (hits.length === 0) return 'never';
  return hits.every(({ allowTypeImports }) => allowTypeImports) ? 'by value' : 'always';
}

function expected(layer: Layer, target: Layer): string {
  if (layer === target || layer.layers.includes(target.path)) return 'never';
  return layer.types?.includes(target.path) ? 'by value' : 'always';
}

function patternsOf(folder: string): readonly Pattern[] {
  const zone = zones.find(({ files }) => path.matchesGlob(`${folder}/some.ts`, files[0]!));
  const rule = ruleOf(zone!);
  return rule[1].patterns;
}

function ruleOf({ rules = {} }: OxlintOverride): [string, { patterns: readonly Pattern[] }] {
  return rules['typescript/no-restricted-imports'] as [string, { patterns: readonly Pattern[] }];
}
