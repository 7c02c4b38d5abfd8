import { after, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Secret } from '../../src/common/secret.ts';
import type { Parts } from '../../src/extension/compose.ts';
import { localEnvironment } from '../../src/model/environment.ts';
import { twinOf } from '../../src/model/twin.ts';
import { defaultNamespace } from '../../src/model/vectorIndex.ts';
import { commands } from '../../src/vscode/ids.ts';
import { CloudFront } from '../support/cloudFront.ts';
import { partsOfExtension } from '../support/partsOfExtension.ts';
import { answerWithEnter } from '../support/host/answerWithEnter.ts';

const { signal } = new AbortController();
const name = 'fiori-docs';
const twins = [`${name}-twin`, `${name}-twin-2`];

/** The running engine, behind a server that adds the cloud's limits and prices, stands for the cloud. */
describe('pulling an index', () => {
  let parts: Parts;
  let front: CloudFront;
  let environment: string;

  before(async () => {
    parts = await partsOfExtension();
    const engine = await parts.connections.openEngine(signal);
    const local = await parts.connections.openForWriting(localEnvironment, signal);
    const indexes = await local.listIndexes(signal);
    if (!indexes.some((index) => index.name === name))
      await engine.createSample(name, signal, () => undefined);
    front = await CloudFront.start({ engine: await engineAddress() });
    const draft = {
      name: 'cloud for pulls',
      kind: 'custom',
      role: 'development',
      colour: 'blue',
      controllerUrl: front.url,
    } as const;
    const added = await parts.environments.add(draft, new Secret(front.key), signal);
    environment = added.name;
  });

  after(async () => {
    const local = await parts.connections.openForWriting(localEnvironment, signal);
    for (const twin of twins) await local.deleteIndex(twin, signal).catch(() => undefined);
    const added = parts.environments.byName(environment);
    if (added !== undefined) await parts.environments.remove(added.id);
    await front.stop();
    // As the tests that follow expect it: nothing is known of this machine before it is asked.
    parts.catalog.forget(localEnvironment.id);
  });

  it('brings a sample to this machine, which the tree shows with its origin and age', async () => {
    const target = { environment, index: name, namespace: defaultNamespace };
    const scope = { kind: 'sample', size: 200, seed: 42 };
    await vscode.commands.executeCommand(commands.pullIndex, { target, scope });
    const [twin = ''] = twins;
    const local = await parts.connections.openForWriting(localEnvironment, signal);
    const index = await local.describeIndex(twin, signal);
    const stats = await local.index(index.host).stats(signal);
    const origin = { environment: parts.environments.byName(environment)?.id, index: name };
    assert.deepEqual(
      [stats.totalRecordCount, index.dimension, twinOf(index.tags)?.state],
      [200, 384, 'complete'],
    );
    assert.deepEqual(twinOf(index.tags)?.origin, { ...origin, namespace: defaultNamespace });
    // Eight pages of ids and 200 records.
    assert.equal(front.readUnits, 8 + 20);
    assert.equal(await shownInTree(twin, /sample/), 'pulled just now · 200 of 778 sample');
  });

  it('stops at its budget, and the tree says that it has not ended', async () => {
    const target = { environment, index: name, namespace: defaultNamespace };
    const before = front.readUnits;
    await vscode.commands.executeCommand(commands.pullIndex, {
      target,
      scope: { kind: 'all' },
      budget: 50,
    });
    const spent = front.readUnits - before;
    assert.ok(spent > 0 && spent <= 50, `${spent} read units`);
    assert.equal(await shownInTree(twins[1] ?? '', /of/), 'paused · 450 of 778');
    assert.equal(await iconOf(twins[1] ?? ''), 'debug-pause');
  });

  it('asks how to continue with a pull that has not ended, and brings what is missing', async () => {
    const [, twin = ''] = twins;
    const target = { environment, index: name, namespace: defaultNamespace };
    const meanwhile = new Set<unknown>();
    front.onAnswer = async (path) => {
      if (path.endsWith('/fetch'))
        meanwhile.add(`${await descriptionOf(twin)} ${await iconOf(twin)}`);
    };
    await answerWithEnter(vscode.commands.executeCommand(commands.pullIndex, { target }));
    front.onAnswer = () => undefined;
    assert.deepEqual([...meanwhile], ['pulling · 450 of 778 cloud-download']);
    assert.equal(await shownInTree(twin, /778/), 'pulled just now · 778 records');
  });

  it('asks how much of a namespace, and up to which price', async () => {
    const local = await parts.connections.openForWriting(localEnvironment, signal);
    for (const twin of twins) await local.deleteIndex(twin, signal);
    const target = { environment, index: name, namespace: defaultNamespace };
    const before = front.readUnits;
    await answerWithEnter(vscode.commands.executeCommand(commands.pullIndex, { target }));
    assert.equal(await shownInTree(twins[0] ?? '', /778 records/), 'pulled just now · 778 records');
    assert.equal(front.readUnits - before, 8 + 78);
  });

  async function descriptionOf(index: string): Promise<string | undefined> {
    const node = await parts.tree.findIndex(localEnvironment.name, index);
    const description = node && parts.tree.getTreeItem(node).description;
    return typeof description === 'string' ? description : undefined;
  }

  async function iconOf(index: string): Promise<string | undefined> {
    const node = await parts.tree.findIndex(localEnvironment.name, index);
    const icon = node && parts.tree.getTreeItem(node).iconPath;
    return icon instanceof vscode.ThemeIcon ? icon.id : undefined;
  }

  /** The description of an index of this machine, once it says what it should or some time has passed. */
  async function shownInTree(index: string, expected: RegExp): Promise<string | undefined> {
    let shown: string | undefined;
    for (let attempt = 0; attempt < 100; attempt++) {
      shown = await descriptionOf(index);
      if (shown !== undefined && expected.test(shown)) break;
      await sleep(50);
    }
    return shown;
  }
});

/** Where the engine of this host answers, and its key. */
async function engineAddress(): Promise<{ url: string; key: string }> {
  const folder = vscode.workspace
    .getConfiguration('vectorscope')
    .get<string>('engine.dataFolder', '');
  const { url } = JSON.parse(await readFile(path.join(folder, 'engine.json'), 'utf8'));
  return { url, key: (await readFile(path.join(folder, 'engine.key'), 'utf8')).trim() };
}
