import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as vscode from 'vscode';
import { localEnvironment, type Environment } from '../../../../src/model/environment.ts';
import type { VectorRecord } from '../../../../src/model/record.ts';
import { DraftStore } from '../../../../src/vscode/files/draftStore.ts';
import {
  RecordFileSystem,
  type RecordFileSystemDeps,
} from '../../../../src/vscode/files/recordFileSystem.ts';
import { recordUri } from '../../../../src/vscode/files/recordUri.ts';
import { documents } from '../../../support/vscode/onDisk.ts';

vi.mock('vscode', () => import('../../../support/vscode/onDisk.ts'));

const uriOf = (id: string, environment: Environment = localEnvironment): vscode.Uri =>
  recordUri({ environment, index: 'i', namespace: 'n', id });

let years: Map<string, number>;
let files: RecordFileSystem;

beforeEach(async () => {
  years = new Map([
    ['a', 1],
    ['b', 1],
  ]);
  const recordOf = (id: string): VectorRecord[] => {
    const year = years.get(id);
    return year === undefined ? [] : [{ id, values: [1], metadata: { year } }];
  };
  const service = {
    describeIndex: async () => ({ kind: 'vectors', vectorType: 'dense', dimension: 1, host: 'h' }),
    index: () => ({
      fetch: async (_: string, ids: readonly string[]) => ({ value: ids.flatMap(recordOf) }),
    }),
  };
  files = new RecordFileSystem({
    environments: { byId: (id) => (id === localEnvironment.id ? localEnvironment : undefined) },
    connections: { open: async () => service } as unknown as RecordFileSystemDeps['connections'],
    drafts: new DraftStore(vscode.Uri.file(await mkdtemp(path.join(tmpdir(), 'drafts-')))),
    save: async () => undefined,
  });
  return () => files.dispose();
});

const textOf = async (uri: vscode.Uri): Promise<string> =>
  new TextDecoder().decode(await files.readFile(uri));

describe('documents of records', () => {
  it.each(['a/b', '%2F', '.', '..', '__proto__', 'ü 🦊', '\u2028', '#?', 'x'.repeat(512)])(
    'are read for the id %j',
    async (id) => {
      years.set(id, 7);
      expect(await textOf(uriOf(id))).toContain('"year": 7');
    },
  );

  it('are read again beside those of a removed environment and of a deleted record', async () => {
    const [a, b] = [uriOf('a'), uriOf('b')];
    const removed = uriOf('a', { ...localEnvironment, id: 'removed' });
    await Promise.all([a, b].map(textOf));
    for (const uri of [removed, a, b]) documents.open(uri);
    years.delete('a');
    years.set('b', 2);
    await files.refresh(undefined);
    expect(await textOf(b)).toContain('"year": 2');
    for (const uri of [removed, a, b]) documents.close(uri);
  });

  it('show what the index has when they are opened again', async () => {
    const uri = uriOf('a');
    documents.open(uri);
    expect(await textOf(uri)).toContain('"year": 1');
    documents.close(uri);
    years.set('a', 2);
    expect(await textOf(uri)).toContain('"year": 2');
  });
});
