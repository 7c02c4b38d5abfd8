import { after, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension/compose.ts';
import { localEnvironment } from '../../src/model/environment.ts';
import { defaultNamespace } from '../../src/model/vectorIndex.ts';
import type { PineconeClient } from '../../src/pinecone/pineconeClient.ts';
import { commands } from '../../src/vscode/ids.ts';
import { partsOfExtension } from '../support/partsOfExtension.ts';
import { answerWithEnter } from '../support/host/answerWithEnter.ts';

const { signal } = new AbortController();
const index = 'to-be-backed-up';
const restored = `${index}-2`;
const target = { environment: localEnvironment.name, index, namespace: defaultNamespace };

describe('a backup of an index on this machine', () => {
  let parts: Parts;
  let client: PineconeClient;

  before(async () => {
    parts = await partsOfExtension();
    client = await parts.connections.openForWriting(localEnvironment, signal);
    const settings = { dimension: 2, metric: 'cosine', cloud: 'aws', region: 'us-east-1' } as const;
    const { host } = await client.createIndex({ name: index, ...settings }, signal);
    await client.index(host).upsert(defaultNamespace, [{ id: 'a', values: [1, 2] }], signal);
    parts.catalog.invalidate(localEnvironment.id);
  });

  after(async () => {
    for (const name of [index, restored])
      await client.deleteIndex(name, signal).catch(() => undefined);
    for (const backup of await client.backups.list(signal))
      await client.backups.delete(backup, signal);
    parts.catalog.forget(localEnvironment.id);
  });

  it('is made under the name that is offered', async () => {
    await answerWithEnter(vscode.commands.executeCommand(commands.backUpIndex, { target }));
    const backups = await client.backups.list(signal);
    const date = new Date().toISOString().slice(0, 10);
    assert.deepEqual(
      backups.map(({ name, recordCount }) => ({ name, recordCount })),
      [{ name: `${index} ${date}`, recordCount: 1 }],
    );
  });

  it('is below its index in the tree until it is deleted', async () => {
    const list = async (): Promise<string[]> => {
      const node = await parts.tree.findIndex(localEnvironment.name, index);
      const children = await parts.tree.getChildren(node);
      const backups = children.find(({ type }) => type === 'backups');
      const below = await parts.tree.getChildren(backups);
      return below.map((one) => (one.type === 'backup' ? (one.backup.name ?? '') : one.type));
    };
    const [first] = await client.backups.list(signal);
    assert.deepEqual(await list(), [first!.name]);
    const second = await client.backups.create(index, 'another', signal);
    parts.catalog.invalidate(localEnvironment.id);
    assert.deepEqual(await list(), ['another', first!.name]);
    await client.backups.delete(second, signal);
    parts.catalog.invalidate(localEnvironment.id);
    assert.deepEqual(await list(), [first!.name]);
  });

  it('becomes an index beside the first, and the tree shows it', async () => {
    await answerWithEnter(vscode.commands.executeCommand(commands.restoreBackup, { target }));
    const { host } = await client.describeIndex(restored, signal);
    const { value } = await client.index(host).fetch(defaultNamespace, ['a'], signal);
    assert.deepEqual(
      value.map(({ id }) => id),
      ['a'],
    );
    const node = await parts.tree.findIndex(localEnvironment.name, restored);
    assert.equal(node?.type, 'index');
  });
});
