import { beforeEach, describe, expect, it } from 'vitest';
import { Emitter } from '../../../../src/common/emitter.ts';
import { Failure } from '../../../../src/common/failure.ts';
import { localEnvironment } from '../../../../src/model/environment.ts';
import type { PineconeClient } from '../../../../src/pinecone/pineconeClient.ts';
import { Catalog } from '../../../../src/services/catalog/catalog.ts';
import { TreeLoader } from '../../../../src/vscode/tree/treeLoader.ts';
import { MemoryState } from '../../../support/memoryStores.ts';

let opened: number;
let open: () => Promise<PineconeClient>;
let catalog: Catalog;
let loader: TreeLoader;

beforeEach(() => {
  opened = 0;
  open = () => Promise.reject(new Failure('network', 'No way to the host'));
  catalog = new Catalog({
    open: () => {
      opened++;
      return open();
    },
    state: new MemoryState(),
    now: () => 0,
  });
  loader = new TreeLoader(catalog);
});

describe('the loader of the tree', () => {
  it('asks nothing before it is told to', () => {
    expect([opened, loader.environmentState(localEnvironment).status]).toEqual([0, 'idle']);
  });

  it('keeps a failure, and does not repeat what failed at each repaint', async () => {
    await loader.loadEnvironment(localEnvironment);
    await loader.loadEnvironment(localEnvironment);
    expect(opened).toBe(1);
    expect(loader.environmentState(localEnvironment)).toMatchObject({
      status: 'failed',
      failure: { message: 'No way to the host' },
    });
  });

  it('asks again once the catalog was invalidated', async () => {
    await loader.loadEnvironment(localEnvironment);
    catalog.invalidate('other');
    await loader.loadEnvironment(localEnvironment);
    catalog.invalidate(localEnvironment.id);
    await loader.loadEnvironment(localEnvironment);
    expect(opened).toBe(2);
  });

  it('tells when a load has ended', async () => {
    const seen: string[] = [];
    loader.onDidChange(() => seen.push(loader.environmentState(localEnvironment).status));
    await loader.loadEnvironment(localEnvironment);
    expect(seen).toEqual(['failed']);
  });

  it('knows the counts also if the catalog is invalidated while it lists', async () => {
    const index = { name: 'words', host: 'http://127.0.0.1:1', isReady: true };
    const stats = { totalRecordCount: 7, namespaces: [] };
    const lists: ((indexes: object[]) => void)[] = [];
    const client = {
      listIndexes: () => new Promise((resolve) => lists.push(resolve)),
      describeIndex: () => Promise.resolve(index),
      index: () => ({ stats: () => Promise.resolve(stats) }),
    };
    open = () => Promise.resolve(client as unknown as PineconeClient);
    const first = loader.loadEnvironment(localEnvironment);
    await expect.poll(() => lists.length).toBe(1);
    catalog.invalidate(localEnvironment.id);
    const second = loader.loadEnvironment(localEnvironment);
    await expect.poll(() => lists.length).toBe(2);
    lists[0]!([index]);
    await first;
    // Whatever the first list led to has ended then.
    await new Promise(setImmediate);
    lists[1]!([index]);
    await second;
    await expect
      .poll(() => catalog.snapshotOf(localEnvironment)?.stats['words']?.stats)
      .toEqual(stats);
  });

  it('shows a failed count at its index, not at the environment', async () => {
    const index = { name: 'words', host: 'http://127.0.0.1:1', isReady: true };
    const client = {
      listIndexes: () => Promise.resolve([index]),
      index: () => ({ stats: () => Promise.reject(new Failure('damaged', 'Its file is damaged')) }),
    };
    open = () => Promise.resolve(client as unknown as PineconeClient);
    await loader.loadEnvironment(localEnvironment);
    await loader.loadIndex(localEnvironment, 'words');
    expect(loader.environmentState(localEnvironment).status).toBe('loaded');
    expect(loader.indexState(localEnvironment, 'words')).toMatchObject({
      status: 'failed',
      failure: { kind: 'damaged' },
    });
  });

  it('asks an index that failed why, once it is looked at, and one that is being made nothing', async () => {
    const failed = { name: 'words', host: 'http://127.0.0.1:1', isReady: false, state: 'Failed' };
    const young = { ...failed, name: 'young', state: 'Initializing' };
    let asked = 0;
    const stats = (): Promise<never> => {
      asked++;
      return Promise.reject(new Failure('damaged', 'Its file is damaged'));
    };
    const client = {
      listIndexes: () => Promise.resolve([failed, young]),
      describeIndex: (name: string) => Promise.resolve(name === 'words' ? failed : young),
      index: () => ({ stats }),
    };
    open = () => Promise.resolve(client as unknown as PineconeClient);
    await loader.loadEnvironment(localEnvironment);
    await loader.loadIndex(localEnvironment, 'young');
    expect(asked).toBe(0);
    await loader.loadIndex(localEnvironment, 'words');
    expect(loader.indexState(localEnvironment, 'words')).toMatchObject({
      status: 'failed',
      failure: { kind: 'damaged' },
    });
    expect(loader.indexState(localEnvironment, 'young').status).toBe('loaded');
  });

  it('is silent after it was disposed', async () => {
    const hanging = new Emitter<void>();
    open = () =>
      new Promise((_, reject) => hanging.event(() => reject(new Failure('network', ''))));
    let changes = 0;
    loader.onDidChange(() => changes++);
    const loading = loader.loadEnvironment(localEnvironment);
    loader.dispose();
    await loading;
    expect(changes).toBe(0);
  });
});
