import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as vscode from 'vscode';
import { DraftStore } from '../../../../src/vscode/files/draftStore.ts';
import { recordUri } from '../../../../src/vscode/files/recordUri.ts';
import { localEnvironment } from '../../../../src/model/environment.ts';

vi.mock('vscode', () => import('../../../support/vscode/onDisk.ts'));

const place = { environment: localEnvironment, index: 'i', namespace: 'n' };
const [a, b] = ['a', 'b'].map((id) => recordUri({ ...place, id }));

let folder: string;

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'drafts-')), 'drafts');
});

const open = (): DraftStore => new DraftStore(vscode.Uri.file(folder));

describe('drafts', () => {
  it('survive a restart', async () => {
    await open().keep(a!, 'text');
    expect(await open().get(a!)).toBe('text');
  });

  it('can be dropped after another window dropped them', async () => {
    await open().keep(a!, 'text');
    const [one, other] = [open(), open()];
    expect(await one.get(a!)).toBe(await other.get(a!));
    await one.drop(a!);
    await other.drop(a!);
    expect(await other.get(a!)).toBeUndefined();
  });

  it('stay as they were when a newer text does not fit the disk', async () => {
    await open().keep(a!, 'text');
    const { fs } = vscode.workspace;
    const write = fs.writeFile.bind(fs);
    const full = vi.spyOn(fs, 'writeFile').mockImplementation(async (file, bytes) => {
      await write(file, bytes.subarray(0, bytes.length / 2));
      throw new Error('ENOSPC');
    });
    await expect(open().keep(a!, 'newer text')).rejects.toThrow('ENOSPC');
    full.mockRestore();
    expect(await open().get(a!)).toBe('text');
  });

  it('are found beside one that cannot be read', async () => {
    await open().keep(b!, 'text');
    await mkdir(path.join(folder, 'unreadable.json'));
    expect(await open().get(b!)).toBe('text');
  });
});
