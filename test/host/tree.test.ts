import { before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension/compose.ts';
import { localEnvironment } from '../../src/model/environment.ts';
import type { TreeNode } from '../../src/vscode/tree/nodes.ts';
import { partsOfExtension } from '../support/partsOfExtension.ts';

const { signal } = new AbortController();
const name = 'fiori-docs';

describe('the tree', () => {
  let parts: Parts;

  before(async () => {
    parts = await partsOfExtension();
    const engine = await parts.connections.openEngine(signal);
    const client = await parts.connections.openForWriting(localEnvironment, signal);
    const indexes = await client.listIndexes(signal);
    if (!indexes.some((index) => index.name === name))
      await engine.createSample(name, signal, () => undefined);
    await vscode.commands.executeCommand('vectorscope.tree.refresh');
  });

  /** The tree shows what it remembers at once, and what is new a little later. */
  const child = async (parent: TreeNode | undefined, label: string): Promise<TreeNode> => {
    for (let attempt = 0; attempt < 100; attempt++) {
      const nodes = await parts.tree.getChildren(parent);
      const node = nodes.find((one) => parts.tree.getTreeItem(one).label === label);
      if (node !== undefined) return node;
      await sleep(50);
    }
    throw new Error(`there is no “${label}” in the tree`);
  };

  it('shows environments, indexes and namespaces with what is known of them', async () => {
    const local = await child(undefined, localEnvironment.name);
    const index = await child(local, name);
    const namespace = await child(index, '__default__');
    const counted = await child(local, name);
    assert.deepEqual(
      [counted, namespace].map((node) => parts.tree.getTreeItem(node).description),
      ['384 · cosine · 778', '778'],
    );
  });

  it('gives commands their target', async () => {
    const index = await child(await child(undefined, localEnvironment.name), name);
    assert.ok('target' in index);
    assert.deepEqual(index.target, {
      environment: localEnvironment.name,
      index: name,
      namespace: '__default__',
    });
  });

  it('knows each node by an id of its own and finds its parent', async () => {
    const local = await child(undefined, localEnvironment.name);
    const index = await child(local, name);
    const namespace = await child(index, '__default__');
    const ids = [local, index, namespace].map((node) => parts.tree.getTreeItem(node).id);
    assert.equal(new Set(ids).size, 3);
    assert.deepEqual(parts.tree.getParent(namespace), index);
  });

  it('copies the name of a node', async () => {
    const index = await child(await child(undefined, localEnvironment.name), name);
    await vscode.commands.executeCommand('vectorscope.index.copyName', index);
    assert.equal(await vscode.env.clipboard.readText(), name);
  });
});
