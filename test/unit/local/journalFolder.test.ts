import { mkdir, mkdtemp, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { JournalFolder } from '../../../src/local/journalFolder.ts';
import type { WriteChange, WriteEntry } from '../../../src/model/writeJournal.ts';

const write = { environmentId: 'e', index: 'i', namespace: 'n', action: 'edit' } as const;
const before = { id: 'a', values: [0.1, 0.2], metadata: { year: 1 } };

let folder: string;
let time: number;
let lastId: number;
let journal: JournalFolder;
let running: Set<number>;

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'journal-')), 'journal');
  [time, lastId] = [1_700_000_000_000, 0];
  running = new Set([1]);
  journal = windowOf(1);
});

/** The journal as the window with this process sees it. */
const windowOf = (pid: number): JournalFolder =>
  new JournalFolder({
    folder,
    now: () => time++,
    newId: () => String(lastId++),
    pid,
    isRunning: (id) => running.has(id),
  });

const commit = async (changes: readonly WriteChange[]): Promise<WriteEntry> => {
  const pending = await journal.begin(write);
  await pending.append(changes);
  return pending.commit();
};

const changesOf = async (id: string): Promise<WriteChange[]> => {
  const all: WriteChange[] = [];
  for await (const batch of journal.changes(id)) all.push(...batch);
  return all;
};

describe('the journal of writes', () => {
  it.each<[string, WriteChange]>([
    ['an edit of metadata', { id: 'a', before, after: { ...before, metadata: { year: 2 } } }],
    ['a new vector', { id: 'a', before, after: { ...before, values: [0.3, 0.4] } }],
    ['a deletion', { id: 'a', before }],
    ['a creation', { id: 'a', after: before }],
    [
      'line and paragraph separators in id and metadata',
      {
        id: 'a\u2028',
        before: { ...before, id: 'a\u2028', metadata: { text: 'one\u2028two\u2029' } },
      },
    ],
    ['text to embed', { id: 'a', before, after: { id: 'a', values: [], metadata: { t: 'x' } } }],
  ])('returns %s as it was', async (_, change) => {
    const entry = await commit([change]);
    expect(await changesOf(entry.id)).toEqual([change]);
  });

  it('stores a vector that stays the same once', async () => {
    const { id } = await commit([{ id: 'a', before, after: { ...before, metadata: { year: 2 } } }]);
    const text = await readFile(path.join(folder, id, 'changes.ndjson'), 'utf8');
    expect(text.match(/0\.1/g)).toHaveLength(1);
  });

  it('lists entries, newest first, with their state, for every window', async () => {
    const first = await commit([{ id: 'a', before }]);
    const second = await commit([{ id: 'b', before }]);
    await journal.setState(first.id, 'undone');
    expect(await windowOf(2).list()).toEqual([second, { ...first, state: 'undone' }]);
  });

  it('tells the sizes of its entries, and removes chosen ones', async () => {
    const first = await commit([{ id: 'a', before }]);
    const second = await commit([{ id: 'b', before }]);
    const sizes = await journal.sizes();
    await journal.remove([first.id]);
    const { size } = await stat(path.join(folder, second.id, 'changes.ndjson'));
    expect([sizes[0], await journal.list()]).toEqual([{ entry: second, bytes: size }, [second]]);
  });

  it('shows an entry as being written until its window ends it', async () => {
    const { id } = await commit([{ id: 'a', before }]);
    const states = async (): Promise<string[]> =>
      Promise.all([journal, windowOf(2)].map(async (one) => (await one.list())[0]?.state ?? ''));
    expect(await states()).toEqual(['writing', 'writing']);
    await journal.setState(id, 'started');
    expect(await states()).toEqual(['started', 'started']);
  });

  it.each<[string, () => unknown]>([
    ['its window was killed', () => running.clear()],
    ['a day has passed, and another process has its id', () => (time += 25 * 3_600_000)],
  ])('shows an entry as ended early after %s', async (_, happen) => {
    await commit([{ id: 'a', before }]);
    happen();
    expect((await windowOf(2).list())[0]?.state).toBe('started');
  });

  it('shows an entry as ended early after its window was reloaded in the same process', async () => {
    await commit([{ id: 'a', before }]);
    expect((await windowOf(1).list())[0]?.state).toBe('started');
  });

  it('lists an entry that is still being filled, with what is saved of it', async () => {
    const pending = await journal.begin(write);
    await pending.append([{ id: 'a', before }]);
    const { id } = await pending.save();
    await pending.append([{ id: 'b', before }]);
    expect((await windowOf(2).list())[0]).toMatchObject({ id, count: 1, state: 'writing' });
    await pending.commit();
    expect((await journal.list())[0]).toMatchObject({ id, count: 2, sampleIds: ['a', 'b'] });
    expect(await changesOf(id)).toHaveLength(2);
  });

  it('yields many changes in batches', async () => {
    const ids = Array.from({ length: 250 }, (_, at) => `r${at}`);
    const { id, count, sampleIds } = await commit(ids.map((each) => ({ id: each, before })));
    const sizes: number[] = [];
    for await (const batch of journal.changes(id)) sizes.push(batch.length);
    expect([count, sampleIds, sizes]).toEqual([250, ['r0', 'r1', 'r2'], [100, 100, 50]]);
  });

  it('lists no entry that is incomplete, discarded or truncated', async () => {
    const pending = await journal.begin(write);
    await pending.append([{ id: 'a', before }]);
    expect(await journal.list()).toEqual([]);
    await pending.discard();
    expect(await readdir(folder)).toEqual([]);
    await mkdir(path.join(folder, '000-cut'));
    await writeFile(path.join(folder, '000-cut', 'entry.json'), '{"id":');
    expect(await journal.list()).toEqual([]);
  });

  it('reports that it no longer has an entry', async () => {
    await expect(changesOf('gone')).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('drops the oldest entries above 200', async () => {
    const first = await commit([{ id: 'a', before }]);
    for (let count = 0; count < 200; count++) await commit([{ id: 'a', before }]);
    const left = await journal.list();
    expect(left).toHaveLength(200);
    expect(left.some(({ id }) => id === first.id)).toBe(false);
  });

  it('keeps an entry above 2 GB whose write begins after that of another window', async () => {
    const pending = await journal.begin(write);
    await pending.append([{ id: 'a', before }]);
    await commit([{ id: 'b', before }]);
    const [id = ''] = (await readdir(folder)).sort();
    await truncate(path.join(folder, id, 'changes.ndjson'), 3 * 1024 ** 3);
    const entry = await pending.commit();
    expect((await journal.list()).map((one) => one.id)).toContain(entry.id);
  });

  it('removes what a killed window was saving, a day later', async () => {
    await (await journal.begin(write)).append([{ id: 'a', before }]);
    await commit([{ id: 'b', before }]);
    expect(await readdir(folder)).toHaveLength(2);
    time += 25 * 3_600_000;
    const { id } = await commit([{ id: 'c', before }]);
    expect(await readdir(folder)).toHaveLength(2);
    expect(await readdir(folder)).toContain(id);
  });

  it.skipIf(process.platform === 'win32')('is readable by its owner only', async () => {
    const { id } = await commit([{ id: 'a', before }]);
    const modes = await Promise.all(
      ['', 'entry.json', 'changes.ndjson'].map(async (name) => {
        const { mode } = await stat(path.join(folder, id, name));
        return (mode & 0o777).toString(8);
      }),
    );
    expect(modes).toEqual(['700', '600', '600']);
  });
});
