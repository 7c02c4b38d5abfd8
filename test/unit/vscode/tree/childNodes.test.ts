import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import { localEnvironment, type Environment } from '../../../../src/model/environment.ts';
import type { VectorIndex } from '../../../../src/model/vectorIndex.ts';
import type {
  CachedStats,
  CatalogSnapshot,
} from '../../../../src/services/catalog/catalogSnapshot.ts';
import {
  backupNodes,
  backupsNodes,
  damagedIndexNodes,
  environmentNode,
  indexNodes,
  isDamaged,
  namespaceNodes,
} from '../../../../src/vscode/tree/childNodes.ts';
import { mainNamespace, type EnvironmentNode } from '../../../../src/vscode/tree/nodes.ts';

const staging: Environment = {
  id: 's',
  name: 'staging',
  kind: 'cloud',
  role: 'staging',
  colour: 'blue',
};

const index: VectorIndex = {
  name: 'words',
  host: 'https://words.example.net',
  kind: 'vectors',
  vectorType: 'dense',
  dimension: 3,
  metric: 'cosine',
  isReady: true,
  state: 'Ready',
  isProtected: false,
  tags: {},
};

const loaded = { status: 'loaded' } as const;
const failed = { status: 'failed', failure: new Failure('network', 'No way') } as const;

const statsOf = (names: readonly string[], recordCount = 1): CachedStats => ({
  at: 5,
  namespaceCount: names.length,
  stats: {
    totalRecordCount: names.length * recordCount,
    namespaces: names.map((name) => ({ name, recordCount })),
  },
});

const known: CatalogSnapshot = {
  at: 5,
  indexes: [index],
  stats: { words: statsOf(['__default__']) },
};
const keyed = { hasKey: true, isConnected: false, isRotating: false };
const parent: EnvironmentNode = environmentNode(staging, keyed, known, loaded);
const [words] = indexNodes(parent, known, loaded);
if (words?.type !== 'index') throw new Error('The index has no node');

describe('the nodes of an environment', () => {
  it('carry the target that commands on them work with', () => {
    expect(words.target).toEqual({
      environment: 'staging',
      index: 'words',
      namespace: '__default__',
    });
  });

  it('tell no age of what was just answered', () => {
    expect([parent.asOf, words.asOf]).toEqual([undefined, undefined]);
  });

  it('know nothing of an index named as something that all objects have', () => {
    const named = { ...index, name: 'constructor' };
    const [node] = indexNodes(parent, { ...known, indexes: [named] }, loaded);
    expect(node).toMatchObject({ type: 'index', target: { namespace: '__default__' } });
    expect(node).not.toHaveProperty('known');
  });

  it('tell the age of what is only remembered, below the reason', () => {
    const old = environmentNode(staging, keyed, known, failed);
    const nodes = indexNodes(old, known, failed);
    expect(nodes.map(({ type }) => type)).toEqual(['problem', 'index']);
    expect([old.asOf, nodes[1]]).toMatchObject([5, { asOf: 5 }]);
  });

  it('offer a sample if the engine on this machine is empty', () => {
    const local = environmentNode(localEnvironment, keyed, undefined, loaded);
    const empty = { at: 1, indexes: [], stats: {} };
    expect(indexNodes(local, empty, loaded)).toMatchObject([
      { note: 'offerIndex' },
      { note: 'offerSample' },
    ]);
    expect(indexNodes(parent, empty, loaded)).toMatchObject([{ note: 'offerIndex' }]);
  });

  it('have ids that differ, also for odd names', () => {
    const names = ['a', 'a/index/b', 'b'];
    const nodes = indexNodes(
      parent,
      { ...known, indexes: names.map((name) => ({ ...index, name })) },
      loaded,
    );
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(3);
  });
});

describe('the nodes of an index', () => {
  const many = statsOf(Array.from({ length: 250 }, (_, at) => `n${at}`));

  it('come by pages, the last one shorter', () => {
    const first = namespaceNodes(words, many, loaded, 100);
    expect(first).toHaveLength(101);
    expect(first.at(-1)).toMatchObject({ type: 'more', step: 100, hiddenCount: 150 });
    expect(namespaceNodes(words, many, loaded, 200).at(-1)).toMatchObject({ step: 50 });
    expect(namespaceNodes(words, many, loaded, 300)).toHaveLength(250);
  });

  it('count the namespaces that were not remembered', () => {
    const partial = { ...many, namespaceCount: 90_000 };
    const nodes = namespaceNodes(words, partial, loaded, 300);
    expect(nodes.at(-1)).toMatchObject({ type: 'more', hiddenCount: 89_750 });
  });

  it('bind each namespace to its own target', () => {
    const [node] = namespaceNodes(words, many, loaded, 100);
    expect(node).toMatchObject({ target: { index: 'words', namespace: 'n0' }, recordCount: 1 });
  });

  it('say that there is nothing, or that it is not ready', () => {
    const unready = { ...words, index: { ...index, isReady: false } };
    expect(namespaceNodes(words, statsOf([]), loaded, 100)).toMatchObject([{ note: 'noRecords' }]);
    expect(namespaceNodes(unready, undefined, loaded, 100)).toMatchObject([{ note: 'notReady' }]);
  });

  it('show a failure with its reason', () => {
    expect(namespaceNodes(words, undefined, failed, 100)).toMatchObject([
      { type: 'problem', failure: { message: 'No way' }, action: 'retry' },
    ]);
  });
});

describe('the main namespace of an index', () => {
  it.each([
    ['the default one', ['__default__', 'b'], '__default__'],
    ['the default one where there are no records', [], '__default__'],
    ['the fullest where all records are elsewhere', ['b'], 'b'],
  ])('is %s', (_, names, expected) => {
    expect(mainNamespace(statsOf(names, 2).stats)).toBe(expected);
  });
});

describe('the nodes of a damaged index', () => {
  const damagedIndex = { ...index, isReady: false, state: 'Failed' };
  const damage = { status: 'failed', failure: new Failure('damaged', 'A row is broken') } as const;
  const [node] = indexNodes(parent, { ...known, indexes: [damagedIndex] }, loaded);
  if (node?.type !== 'index') throw new Error('The index has no node');

  it('say why, offer the ways out, and list no records that were known', () => {
    expect(isDamaged(damagedIndex, damage)).toBe(true);
    expect(node).not.toHaveProperty('known');
    expect(damagedIndexNodes(node, damage)).toMatchObject([
      { type: 'problem', failure: { message: 'A row is broken' } },
      { type: 'note', note: 'restoreBackup', parent: { target: { index: 'words' } } },
      { type: 'note', note: 'deleteIndex', parent: { target: { index: 'words' } } },
    ]);
  });

  it('keep its backups in sight, and offer no new one', () => {
    const [backups] = backupsNodes(node);
    expect(backups).toMatchObject({ type: 'backups' });
    expect(backupNodes(backups!, [])).toMatchObject([{ note: 'noBackups' }]);
  });

  it('are those of an index that turned out to be damaged when it was asked', () => {
    expect(isDamaged(index, damage)).toBe(true);
    expect(isDamaged(index, failed)).toBe(false);
  });
});
