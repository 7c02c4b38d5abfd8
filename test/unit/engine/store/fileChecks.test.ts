import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDatabaseFile } from '../../../../src/engine/storage/integrity/checkDatabaseFile.ts';
import { IndexDatabase } from '../../../../src/engine/storage/indexDatabase.ts';
import { FileChecks } from '../../../../src/engine/store/fileChecks.ts';
import { Store } from '../../../../src/engine/store/store.ts';
import { RecordingLog } from '../../../support/recordingLog.ts';
import { temporaryFolder, TestEngine } from '../testEngine.ts';

const never = new AbortController().signal;
const file = (folder: string): string => path.join(folder, 'indexes/1-films.sqlite');

/** A data folder with an index whose file was last checked a while ago. */
async function folderCheckedAt(checkedAtMs: number): Promise<string> {
  const engine = new TestEngine(temporaryFolder());
  await engine.createIndex('films', 512);
  const vectors = Array.from({ length: 100 }, (_, at) => ({
    id: `r${at}`,
    values: Array.from({ length: 512 }, () => at + 1),
  }));
  await engine.upsert('films', vectors);
  engine.close();
  const database = new DatabaseSync(file(engine.folder));
  database.prepare('UPDATE checks SET checked_at = ?').run(checkedAtMs);
  database.close();
  return engine.folder;
}

/** Makes a page of vectors one that no tree can hold. */
function breakPage(folder: string): void {
  const content = readFileSync(file(folder));
  const bytes = Buffer.from(new Float32Array(512).fill(50).buffer);
  const page = Math.floor(content.indexOf(bytes) / 16_384);
  content.writeUInt8(0x77, page * 16_384);
  writeFileSync(file(folder), content);
}

it('a check tells what is wrong with a file, and nothing of one that is well', async () => {
  const folder = await folderCheckedAt(0);
  expect(await checkDatabaseFile(file(folder), never)).toBe('');
  breakPage(folder);
  expect(await checkDatabaseFile(file(folder), never)).toMatch(/vectors|malformed|btree/i);
});

it('an index whose check finds damage is known as damaged, with no read of its records', async () => {
  const folder = await folderCheckedAt(0);
  breakPage(folder);
  const store = new Store(folder, new RecordingLog());
  store.startBackgroundWork();
  const describe = { params: { name: 'films' } };
  const context = { signal: never } as never;
  await store.handlers['index.stats']({ index: 'films' }, context);
  await expect
    .poll(() => store.handlers['index.describe'](describe.params, context))
    .toMatchObject({ isDamaged: true });
  expect(() => store.handlers['index.stats']({ index: 'films' }, context)).toThrow('damaged');
  store.dispose();
});

describe('the checks of files', () => {
  const opened = async (): Promise<IndexDatabase> =>
    new IndexDatabase(file(await folderCheckedAt(0)), 'existing', 'films');

  it('come once a day', async () => {
    const database = await opened();
    const subject = { name: 'films', file: file(temporaryFolder()), database };
    const checked: string[] = [];
    const check = (): Promise<void> => {
      const checks = new FileChecks(
        (one) => Promise.resolve(checked.push(one)).then(() => ''),
        () => undefined,
      );
      checks.schedule(subject);
      return checks.idle();
    };
    await check();
    await check();
    expect(checked).toEqual([subject.file]);
    expect(database.checkedAtMs()).toBeGreaterThan(0);
    database.dispose();
  });

  it('believe no verdict about a file that was written to meanwhile', async () => {
    const database = await opened();
    const subject = { name: 'films', file: path.join(temporaryFolder(), 'written'), database };
    writeFileSync(subject.file, 'before');
    const damages: string[] = [];
    const checks = new FileChecks(
      async (one) => {
        writeFileSync(one, 'something else');
        return 'malformed';
      },
      (name) => damages.push(name),
    );
    checks.schedule(subject);
    await checks.idle();
    expect([damages, database.checkedAtMs()]).toEqual([[], 0]);
    database.dispose();
  });
});
