import { mkdtemp, readdir, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { HistoryFile } from '../../../../src/local/notebook/historyFile.ts';
import { ResultFolder } from '../../../../src/local/notebook/resultFolder.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kept-'));
});

describe('a folder of results', () => {
  it('has the last text of a name, readable by its user alone', async () => {
    const results = new ResultFolder(path.join(folder, 'results'));
    await Promise.all([results.write('a', 'one'), results.write('a', 'two')]);
    const [file = ''] = await readdir(path.join(folder, 'results'));
    const { mode } = await stat(path.join(folder, 'results', file));
    expect([await results.read('a'), await results.read('b'), mode & 0o077]).toEqual([
      'two',
      undefined,
      process.platform === 'win32' ? mode & 0o077 : 0,
    ]);
  });

  it('removes what was used least recently above its bound, never what was just written', async () => {
    const results = new ResultFolder(folder, 10);
    await results.write('a', '12345');
    await results.write('b', '12345');
    for (const file of await readdir(folder)) await utimes(path.join(folder, file), 1, 1);
    await results.read('a');
    await results.write('c', '1234');
    const left = [await results.read('a'), await results.read('b'), await results.read('c')];
    // A file system's clock may be behind that of the process.
    for (const file of await readdir(folder)) await utimes(path.join(folder, file), 9e9, 9e9);
    await results.write('d', 'x'.repeat(50));
    expect([left, await results.size()]).toEqual([
      ['12345', undefined, '1234'],
      { files: 1, bytes: 50 },
    ]);
  });

  it('changes and clears all its texts', async () => {
    const results = new ResultFolder(folder);
    await results.write('a', 'one');
    await results.update((text) => text.toUpperCase());
    const changed = await results.read('a');
    await results.clear();
    expect([changed, await results.size()]).toEqual(['ONE', { files: 0, bytes: 0 }]);
  });
});

describe('a history file', () => {
  it('has its lines newest first, and the newer half above its bound', async () => {
    const history = new HistoryFile(path.join(folder, 'history'), 20);
    for (const line of ['one', 'two', 'three', 'four']) await history.append(line);
    const all = await history.read();
    await history.append('five!');
    expect([all, await history.read()]).toEqual([['four', 'three', 'two', 'one'], ['five!']]);
  });

  it('forgets chosen lines, or all', async () => {
    const history = new HistoryFile(path.join(folder, 'history'));
    for (const line of ['one', 'two', 'three']) await history.append(line);
    await history.retain((line) => line !== 'two');
    const left = await history.read();
    await history.clear();
    expect([left, await history.read(), await history.size()]).toEqual([['three', 'one'], [], 0]);
  });
});
