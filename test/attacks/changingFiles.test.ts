import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readNdjson } from '../../src/engine/imports/ndjson.ts';

// Each test names what happens to a file while it is imported; the line above it says what it found.

const line = '{"id":"a","values":[1,2]}\n';
const megabytes = (count: number): string => line.repeat((count * 2 ** 20) / line.length);

describe('a file of lines', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-changing-'));
    file = path.join(folder, 'films.jsonl');
    await writeFile(file, megabytes(3));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  // Found: the import went on for as long as the file grew, at more than 100%.
  it('that grows as fast as it is read ends where it ended when it was opened', async () => {
    let batches = 0;
    let rows = 0;
    for await (const batch of readNdjson(file)) {
      await appendFile(file, megabytes(2));
      expect(batch.share).toBeLessThanOrEqual(1);
      rows += batch.rows.length;
      if (++batches > 20) break;
    }
    expect(batches).toBeLessThan(6);
    expect(rows).toBeGreaterThanOrEqual(megabytes(3).length / line.length);
  });

  // Found nothing.
  it('that is cut off while it is read ends', async () => {
    let rows = 0;
    for await (const batch of readNdjson(file)) {
      await truncate(file, line.length);
      rows += batch.rows.length;
    }
    expect(rows).toBeGreaterThan(0);
  });

  // Found: the import waited for a writer for ever, and so did the deletion of its index.
  it.skipIf(process.platform === 'win32')('whose place a pipe took is refused', async () => {
    await rm(file);
    await promisify(execFile)('mkfifo', [file]);
    const read = readNdjson(file).next();
    await expect(read).rejects.toMatchObject({ kind: 'badInput' });
  });
});
