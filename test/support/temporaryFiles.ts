import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Gives a run of tests a folder of its own for temporary files, and removes it at the end: the processes that tests run
 * in are ended without a chance to clean up.
 */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-'));
  for (const variable of ['TMPDIR', 'TEMP']) process.env[variable] = folder;
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
