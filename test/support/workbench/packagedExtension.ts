import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { mustRun } from '../../../scripts/command.ts';
import { packageExtension } from '../../../scripts/package/packageExtension.ts';
import { cacheFolder, inRepository } from '../../../scripts/repository.ts';

/** The package under test: the one that `VECTORSCOPE_VSIX` names, else one made now from the working tree. */
export async function packagedExtension(): Promise<string> {
  const named = process.env['VECTORSCOPE_VSIX'];
  if (named !== undefined && named !== '') return named;
  const file = path.join(cacheFolder, 'test/vectorscope.vsix');
  await packageExtension(file);
  return file;
}

/** An extension that keeps a text where another could leak a key: see test/fixtures/planter. */
export async function packagedPlanter(): Promise<string> {
  const file = path.join(cacheFolder, 'test/planter.vsix');
  await mkdir(path.dirname(file), { recursive: true });
  const vsce = inRepository('node_modules/@vscode/vsce/vsce');
  await mustRun(
    process.execPath,
    [vsce, 'package', '--allow-missing-repository', '--skip-license', '--out', file],
    { cwd: inRepository('test/fixtures/planter') },
  );
  return file;
}
