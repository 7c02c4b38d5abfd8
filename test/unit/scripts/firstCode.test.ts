import esbuild from 'esbuild';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { firstCodeInOneFile, importFromEntry } from '../../../scripts/package/firstCode.ts';

const sources = {
  'main.ts': `import { state } from './state.ts';
import { name } from './names.ts';
state.log.push('main ' + name);
export const later = () => import('./later.ts');
export { state };`,
  'later.ts': `import { state } from './state.ts';
import { name } from './names.ts';
export const seen = [...state.log, 'later ' + name];`,
  'state.ts': `export const state = { log: [] as string[] };`,
  'names.ts': `export const name = 'shared';`,
};

it('joins the code that a view reads at first, which later parts share', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'first-code-'));
  await mkdir(path.join(folder, 'view'));
  for (const [file, code] of Object.entries(sources))
    await writeFile(path.join(folder, 'view', file), code);
  for (const minify of [false, true]) {
    const outdir = path.join(folder, minify ? 'small' : 'plain');
    await esbuild.build({
      entryPoints: { view: path.join(folder, 'view/main.ts') },
      bundle: true,
      splitting: true,
      format: 'esm',
      chunkNames: '[name]-[hash]',
      metafile: true,
      minify,
      outdir,
      plugins: [firstCodeInOneFile()],
    });
    await writeFile(path.join(outdir, 'package.json'), '{ "type": "module" }');
    const files = (await readdir(outdir)).filter((file) => file.endsWith('.js'));
    expect(files.map((file) => file.replace(/-\w+\.js$/, '.js')).sort()).toEqual([
      'later.js',
      'view.js',
    ]);
    const view = (await import(pathToFileURL(path.join(outdir, 'view.js')).href)) as {
      later: () => Promise<{ seen: string[] }>;
    };
    expect((await view.later()).seen).toEqual(['main shared', 'later shared']);
  }
});

it('leaves imports of other chunks as they are', () => {
  const code =
    'import{a as b,c}from"./chunk-1.js";import"./chunk-1.js";import{d}from"./chunk-2.js";';
  expect(importFromEntry(code, 'view.js', new Map([['chunk-1.js', 'x_']]))).toBe(
    'import{x_a as b,x_c as c}from"./view.js";import"./view.js";import{d}from"./chunk-2.js";',
  );
});
