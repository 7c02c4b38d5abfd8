import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { LogFlush } from '../../../../src/engine/storage/logFlush.ts';
import { openDatabase } from '../../../../src/engine/storage/sqlite.ts';
import { temporaryFolder } from '../testEngine.ts';

const kind = {
  label: 'a test',
  remedy: 'none',
  applicationId: 7,
  migrations: ['CREATE TABLE notes (text TEXT NOT NULL) STRICT'],
};

let file: string;
let database: DatabaseSync;
let log: LogFlush;
const note = (): void => database.exec(`INSERT INTO notes (text) VALUES ('a')`);

beforeEach(() => {
  file = path.join(temporaryFolder(), 'notes.sqlite');
  database = openDatabase(file, 'create', kind);
  log = new LogFlush(database, file);
});

describe('commits without a flush', () => {
  it('are followed by commits with one, also if the work fails', () => {
    const synchronous = (): unknown => database.prepare('PRAGMA synchronous').get();
    expect(log.defer(() => [note(), synchronous()])).toEqual([undefined, { synchronous: 1 }]);
    expect(synchronous()).toEqual({ synchronous: 2 });
    const fail = (): never => {
      throw new Error('refused');
    };
    expect(() => log.defer(fail)).toThrow('refused');
    expect(synchronous()).toEqual({ synchronous: 2 });
    database.close();
  });

  it('are flushed with the transaction that they are part of', () => {
    database.exec('BEGIN');
    log.defer(note);
    database.exec('ROLLBACK');
    expect(database.prepare('SELECT count(*) AS count FROM notes').get()).toEqual({ count: 0 });
    database.close();
  });

  it('are on disk once one of several flushes at the same time resolves, or the database is closed', async () => {
    log.defer(note);
    await Promise.all([log.flush(), log.flush()]);
    log.defer(note);
    const flushed = log.flush();
    database.close();
    await flushed;
    const again = new DatabaseSync(file);
    expect(again.prepare('SELECT count(*) AS count FROM notes').get()).toEqual({ count: 2 });
    again.close();
  });

  it('reject the flush if the log is gone, and the next one', async () => {
    log.defer(note);
    rmSync(`${file}-wal`);
    await expect(log.flush()).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(log.flush()).rejects.toMatchObject({ code: 'ENOENT' });
    database.close();
  });
});
