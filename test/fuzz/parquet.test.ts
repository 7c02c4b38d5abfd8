import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../../src/common/failure.ts';
import { ParquetReader } from '../../src/parquet/parquetReader.ts';
import { seededRandom } from '../support/random.ts';
import { pick } from './mutate.ts';

const fixtures = path.resolve(import.meta.dirname, '../fixtures/import');
const filesOfEach = 40;
/** Where a Parquet file says how it is to be read. */
const footerBytes = 1500;

describe('a Parquet file', () => {
  const reader = new ParquetReader('src/parquet/parquetProcess.ts');
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-parquet-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  afterAll(() => reader.end());

  /** How reading it ends: `read`, or with the kind of the failure. */
  async function read(file: string, signal = new AbortController().signal): Promise<string> {
    try {
      for await (const _rows of reader.rows(file, { required: [] }, signal));
      return 'read';
    } catch (error) {
      return Failure.is(error) ? error.kind : String(error);
    }
  }

  it.each(['snappy', 'gzip', 'zstd'])(
    'that is damaged is read or refused, and harms nobody (%s)',
    async (name) => {
      const random = seededRandom(20_260_701);
      const bytes = await readFile(path.join(fixtures, `${name}.parquet`));
      const outcomes = new Set<string>();
      for (let number = 0; number < filesOfEach; number++) {
        const file = path.join(folder, `${name}-${number}.parquet`);
        await writeFile(file, damaged(bytes, random));
        outcomes.add(await read(file));
      }
      expect([...outcomes].sort()).toEqual(['badInput', 'read']);
    },
  );

  it('is not read on once the import was cancelled', async () => {
    const stop = AbortSignal.abort();
    expect(await read(path.join(fixtures, 'gzip.parquet'), stop)).toBe('cancelled');
  });
});

function damaged(bytes: Buffer, random: () => number): Buffer {
  const changed = Buffer.from(bytes);
  const isFooter = random() < 0.7;
  for (let rounds = 1 + Math.floor(random() * 4); rounds > 0; rounds--) {
    const start = isFooter ? Math.max(0, bytes.length - footerBytes) : 0;
    const at = start + Math.floor(random() * (bytes.length - start));
    changed[at] = pick([0, 255, Math.floor(random() * 256)], random);
  }
  return changed;
}
