import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { packageExtension } from '../../scripts/package/packageExtension.ts';

/** The package under test: the one that `VECTORSCOPE_VSIX` names, else one made now from the working tree. */
export async function packagedExtension(): Promise<string> {
  const named = process.env['VECTORSCOPE_VSIX'];
  if (named !== undefined && named !== '') return named;
  const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'vectorscope-')), 'vectorscope.vsix');
  await packageExtension(file);
  return file;
}
