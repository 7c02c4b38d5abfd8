import { after, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension/compose.ts';
import { localEnvironment } from '../../src/model/environment.ts';
import { defaultNamespace } from '../../src/model/vectorIndex.ts';
import type { PineconeClient } from '../../src/pinecone/pineconeClient.ts';
import { commands } from '../../src/vscode/ids.ts';
import { partsOfExtension } from '../support/partsOfExtension.ts';

const { signal } = new AbortController();
const index = 'to-be-filled';
const target = { environment: localEnvironment.name, index, namespace: defaultNamespace };

describe('importing a file', () => {
  let parts: Parts;
  let client: PineconeClient;
  let folder: string;

  before(async () => {
    parts = await partsOfExtension();
    client = await parts.connections.openForWriting(localEnvironment, signal);
    const settings = { dimension: 2, metric: 'cosine', cloud: 'aws', region: 'us-east-1' } as const;
    await client.createIndex({ name: index, ...settings }, signal);
    parts.catalog.invalidate(localEnvironment.id);
    folder = await mkdtemp(path.join(os.tmpdir(), 'vectorscope-import-'));
  });

  after(async () => {
    await client.deleteIndex(index, signal);
    await rm(folder, { recursive: true });
    parts.catalog.forget(localEnvironment.id);
  });

  it('brings its records into an index on this machine, and the tree counts them', async () => {
    const file = path.join(folder, 'two films.jsonl');
    const lines = ['a', 'b'].map((id) => JSON.stringify({ id, values: [1, 2] }));
    await writeFile(file, lines.join('\n'));
    const uri = vscode.Uri.file(file);
    await vscode.commands.executeCommand(commands.importRecords, { target, file: uri });
    const { host } = await client.describeIndex(index, signal);
    const { value } = await client.index(host).list(defaultNamespace, {}, signal);
    assert.deepEqual(value.items, ['a', 'b']);
    const node = await parts.tree.findIndex(localEnvironment.name, index);
    const [first] = await parts.tree.getChildren(node);
    assert.equal(first?.type === 'namespace' && first.recordCount, 2);
  });
});
