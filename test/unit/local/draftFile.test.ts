import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { DraftFile } from '../../../src/local/draftFile.ts';

const { signal } = new AbortController();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'drafts-'));
  return () => rm(folder, { recursive: true });
});

describe('a draft of a file', () => {
  it('ends lines at line feeds only, also across the parts that it is read in', async () => {
    const draft = await DraftFile.create(path.join(folder, 'lines'));
    const lines = ['a\u2028b\rc', '🎉'.repeat(400_000), '', 'last'];
    await draft.append(lines.slice(0, 2).join('\n'));
    await draft.append(`\n${lines.slice(2).join('\n')}`);
    const found: string[] = [];
    for await (const some of draft.lines(signal)) found.push(...some);
    expect(found).toEqual(lines);
    await draft.discard();
    expect(await readdir(folder)).toEqual([]);
  });

  it('appears under its name when it is finished', async () => {
    const file = path.join(folder, 'done');
    const draft = await DraftFile.create(file);
    await draft.append('text');
    expect(await readdir(folder)).not.toContain('done');
    await draft.finish();
    await draft.discard();
    expect([await readdir(folder), await readFile(file, 'utf8')]).toEqual([['done'], 'text']);
  });

  it('can be finished again when its place is free', async () => {
    const file = path.join(folder, 'taken');
    await mkdir(path.join(file, 'inside'), { recursive: true });
    const draft = await DraftFile.create(file);
    await draft.append('text');
    await expect(draft.finish()).rejects.toMatchObject({ kind: 'unavailable' });
    await rm(file, { recursive: true });
    await draft.append(' and more');
    await draft.finish();
    expect(await readFile(file, 'utf8')).toBe('text and more');
  });

  it('is refused by a folder that is not there, with what to do', async () => {
    await expect(DraftFile.create(path.join(folder, 'none', 'x.jsonl'))).rejects.toMatchObject({
      kind: 'unavailable',
      message: '“x.jsonl” could not be written: choose another folder, or free some space',
    });
  });
});
