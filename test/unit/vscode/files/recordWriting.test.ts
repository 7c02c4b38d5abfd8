import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as vscode from 'vscode';
import { Failure } from '../../../../src/common/failure.ts';
import { localEnvironment, type Environment } from '../../../../src/model/environment.ts';
import { DraftStore } from '../../../../src/vscode/files/draftStore.ts';
import { recordUri } from '../../../../src/vscode/files/recordUri.ts';
import { RecordWriting } from '../../../../src/vscode/files/recordWriting.ts';
import type { ReportContext } from '../../../../src/vscode/report.ts';

vi.mock('vscode', () => import('../../../support/vscode/onDisk.ts'));

const removed: Environment = { ...localEnvironment, id: 'removed' };
const uriIn = (environment: Environment): vscode.Uri =>
  recordUri({ environment, index: 'i', namespace: 'n', id: 'a' });
const uri = uriIn(localEnvironment);

let drafts: DraftStore;
let writing: RecordWriting;
let reported: ReportContext[];

beforeEach(async () => {
  drafts = new DraftStore(vscode.Uri.file(await mkdtemp(path.join(tmpdir(), 'drafts-'))));
  reported = [];
  const offline = async (): Promise<never> => {
    throw new Failure('network', 'No network');
  };
  writing = new RecordWriting({
    environments: { byId: (id) => (id === localEnvironment.id ? localEnvironment : undefined) },
    connections: { open: offline, checkWritable: () => undefined },
    writes: undefined as never,
    drafts,
    report: (_, context) => void reported.push(context ?? {}),
  });
});

describe('saving a record', () => {
  it('keeps the text as a draft when it cannot be written', async () => {
    await writing.save(uri, 'text');
    expect(await drafts.get(uri)).toBe('text');
    expect(reported).toHaveLength(1);
  });

  it('works after a record of a removed environment could not be saved', async () => {
    await expect(writing.save(uriIn(removed), 'lost')).rejects.toMatchObject({ kind: 'notFound' });
    await writing.save(uri, 'text');
    expect(await drafts.get(uri)).toBe('text');
  });

  it('tries again with the draft as it is then', async () => {
    await writing.save(uri, 'first');
    await drafts.keep(uri, 'second');
    await reported[0]?.retry?.();
    expect(await drafts.get(uri)).toBe('second');
    await drafts.drop(uri);
    await reported[1]?.retry?.();
    expect(await drafts.get(uri)).toBeUndefined();
  });
});
