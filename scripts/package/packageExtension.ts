import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runTool } from '../command.ts';
import { readZip } from './zip.ts';

/** Builds for users and packs all that they need into one file for every platform. */
export async function packageExtension(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await runTool('esbuild.mjs', '--production');
  await runTool(
    'node_modules/@vscode/vsce/vsce',
    'package',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    file,
  );
}

export type PackagePart = {
  readonly name: string;
  readonly files: number;
  readonly sizeBytes: number;
  readonly packedBytes: number;
};

/** What a package holds, by the parts that a reader of its size thinks in, the largest first. */
export async function describePackage(file: string): Promise<PackagePart[]> {
  const entries = readZip(await readFile(file));
  const parts = Map.groupBy(entries, ({ name }) => partOf(name));
  return [...parts]
    .map(([name, files]) => ({
      name,
      files: files.length,
      sizeBytes: total(files, 'sizeBytes'),
      packedBytes: total(files, 'packedBytes'),
    }))
    .sort((one, other) => other.packedBytes - one.packedBytes);
}

/** Where a part's files begin in the archive. */
const partPrefixes: readonly (readonly [prefix: string, part: string])[] = [
  ['extension/dist/extension.', 'extension host'],
  ['extension/dist/engine', 'local engine'],
  ['extension/dist/ort-', 'runtime of embedding models'],
  ['extension/media/models/', 'embedding models'],
  ['extension/dist/webview/', 'webviews'],
  ['extension/node_modules/undici/', 'undici'],
  ['extension/media/samples/', 'samples'],
  ['', 'manifest, texts, images'],
];

function partOf(name: string): string {
  return partPrefixes.find(([prefix]) => name.startsWith(prefix))![1];
}

function total<Key extends string>(rows: readonly Record<Key, number>[], key: Key): number {
  return rows.reduce((all, row) => all + row[key], 0);
}
