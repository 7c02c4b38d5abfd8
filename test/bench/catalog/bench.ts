import { silentLog } from '../../../src/common/log.ts';
import { Secret } from '../../../src/common/secret.ts';
import type { Environment } from '../../../src/model/environment.ts';
import { createPineconeClient } from '../../../src/pinecone/restPineconeClient.ts';
import { Catalog } from '../../../src/services/catalog/catalog.ts';
import { NamespaceSearch } from '../../../src/services/catalog/namespaceSearch.ts';
import { bindingChoices } from '../../../src/services/queries/bindingChoices.ts';
import {
  environmentNode,
  indexNodes,
  namespaceNodes,
} from '../../../src/vscode/tree/childNodes.ts';
import type { EnvironmentNode, IndexNode } from '../../../src/vscode/tree/nodes.ts';
import { TreeLoader } from '../../../src/vscode/tree/treeLoader.ts';
import { FakeCloud } from '../../support/fakeCloud.ts';
import { MemoryState } from '../../support/memoryStores.ts';
import type { Bench } from '../bench.ts';
import type { Goal } from '../goals.ts';
import { figure, markdownTable } from '../shared/markdown.ts';
import { median } from '../shared/statistics.ts';
import { measureRecordsView } from './recordsView.ts';

const key = 'pcsk_catalog-bench';
const indexCount = 1000;
const namespaceCount = 100_000;
const large = 'index-0000';
const repetitions = 5;
const { signal } = new AbortController();

const environment: Environment = {
  id: 'bench',
  name: 'bench',
  kind: 'custom',
  role: 'staging',
  colour: 'blue',
  controllerUrl: '',
};

/** How long lists of many indexes, namespaces and records take to appear and to be narrowed, and what they read. */
export const catalogBench: Bench = {
  title: 'Many indexes, namespaces and records',
  isOfTimes: true,
  run: async ({ progress, isQuick, rows = isQuick ? 100_000 : 1_000_000 }) => {
    const cloud = await FakeCloud.start(key);
    try {
      fill(cloud);
      progress(`${indexCount} indexes, one of them with ${namespaceCount} namespaces`);
      const times = new Map<string, Time[]>();
      for (let turn = 0; turn < repetitions; turn++)
        for (const [name, time] of await measure(cloud))
          times.set(name, [...(times.get(name) ?? []), time]);
      const goals = [...times].map(([name, all]): Goal => ({
        name: `${name}, ms`,
        value: median(all.map(({ wallMs }) => wallMs)),
        goal: name.startsWith('filter') ? 100 : 300,
        better: 'lower',
      }));
      const records = await measureRecordsView(rows, progress);
      return { text: describe(cloud, times), goals: [...goals, readGoal(cloud), ...records] };
    } finally {
      await cloud.stop();
    }
  },
};

function fill(cloud: FakeCloud): void {
  const names = Array.from({ length: namespaceCount }, (_, at) => `tenant-${numbered(at, 6)}`);
  for (let at = 0; at < indexCount; at++)
    cloud.addIndex(`index-${numbered(at, 4)}`, at === 0 ? names : ['']);
}

function numbered(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}

/** Each time has a catalog of its own, which has read nothing. */
async function measure(cloud: FakeCloud): Promise<readonly (readonly [string, Time])[]> {
  const endpoint = { url: cloud.url, key: new Secret(key) };
  const client = createPineconeClient({ access: 'read', endpoint, log: silentLog });
  const open = async () => client;
  const newCatalog = () => new Catalog({ open, state: new MemoryState(), now: Date.now });
  const catalog = newCatalog();
  const loader = new TreeLoader(catalog);
  const root = environmentNodeOf(catalog, loader);
  const indexesMs = await timed(async () => {
    await loader.loadEnvironment(environment);
    return indexNodes(root, catalog.snapshotOf(environment), loader.environmentState(environment));
  });
  loader.dispose();
  const listed = newCatalog();
  await listed.indexes(environment, signal);
  const namespacesMs = await timed(() => openLarge(listed));
  const search = new NamespaceSearch({ connections: { open }, catalog });
  const searchMs = await timed(() => search.find(environment, large, 'tenant-0999', signal));
  const ports = {
    environments: { all: () => [environment], byName: () => environment, hasKey: async () => true },
    catalog: newCatalog(),
    embeddings: { modelOf: () => undefined },
  };
  const binding = { environment: environment.name, index: large, namespace: '' };
  const pickerMs = await timed(async () =>
    structuredClone(await bindingChoices(ports, binding, false, signal)),
  );
  return [
    ['tree: first paint of 1,000 indexes', indexesMs],
    ['tree: first paint of 100,000 namespaces', namespacesMs],
    ['filter: Go to Namespace, by a prefix', searchMs],
    ["notebook: the pickers' lists", pickerMs],
  ];
}

function environmentNodeOf(catalog: Catalog, loader: TreeLoader): EnvironmentNode {
  return environmentNode(
    environment,
    { hasKey: true, isConnected: true, isRotating: false },
    catalog.snapshotOf(environment),
    loader.environmentState(environment),
  );
}

/** Opens the index with many namespaces in an environment whose indexes are listed. */
async function openLarge(catalog: Catalog): Promise<readonly unknown[]> {
  const loader = new TreeLoader(catalog);
  const root = environmentNodeOf(catalog, loader);
  await loader.loadIndex(environment, large);
  const known = catalog.snapshotOf(environment);
  const state = loader.indexState(environment, large);
  const [parent] = indexNodes(root, known, state);
  return namespaceNodes(parent as IndexNode, known?.stats[large], state, 100);
}

/** How long something took, and how much of the processors it used, those of the stand-in included. */
type Time = { readonly wallMs: number; readonly processorMs: number };

async function timed(work: () => Promise<unknown>): Promise<Time> {
  const used = process.cpuUsage();
  const begin = performance.now();
  await work();
  const { user, system } = process.cpuUsage(used);
  return { wallMs: performance.now() - begin, processorMs: (user + system) / 1000 };
}

function readGoal({ requests }: FakeCloud): Goal {
  const reads = requests.filter(({ path }) => /\/(query|vectors\/(list|fetch))/.test(path));
  return { name: 'requests that cost read units', value: reads.length, goal: 0, better: 'lower' };
}

function describe({ requests }: FakeCloud, times: ReadonlyMap<string, readonly Time[]>): string {
  const rows = [...times].map(([name, all]) => [
    name,
    figure(median(all.map(({ wallMs }) => wallMs))),
    figure(median(all.map(({ processorMs }) => processorMs))),
  ]);
  const table = markdownTable(['median of 5', 'ms', 'processor time, ms'], rows);
  return `Against a service on this machine that answers at once, in the same process; ${requests.length} requests in all. The tree shows 100 namespaces and *Show More*; *Go to Namespace* asks the service for the prefix; the pickers list 200 names and search the rest.

${table}`;
}
