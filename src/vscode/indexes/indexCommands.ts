import { Disposables, type Disposable } from '../../common/disposables.ts';
import { isTwinTag } from '../../model/twin.ts';
import type { IndexKind, VectorIndex } from '../../model/vectorIndex.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import { IndexCreation } from '../../services/catalog/indexCreation.ts';
import { Namespaces } from '../../services/catalog/namespaces.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { Environments } from '../../services/environments/environments.ts';
import type { UsageMeter } from '../../services/usage/usageMeter.ts';
import type { RecordWrites } from '../../services/writes/recordWrites.ts';
import { registerCommand } from '../commands.ts';
import { environmentOf, pickIndexOf, type PickedIndex } from '../flows/pickIndexOf.ts';
import { pickTarget } from '../flows/pickTarget.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';
import { configureIndex } from './configureIndex.ts';
import { createIndex, type CreateIndexDeps } from './createIndex.ts';
import { createNamespace, deleteNamespace } from './namespaceFlows.ts';
import type { IndexPreset } from './newIndexSteps.ts';

export type IndexCommandDeps = {
  readonly environments: Environments;
  readonly catalog: Catalog;
  readonly connections: Connections;
  readonly writes: RecordWrites;
  readonly usage: UsageMeter;
  readonly reveal: CreateIndexDeps['reveal'];
  readonly report: Report;
};

type Run = (argument: unknown) => Promise<void>;

/** Registers the commands that create and change indexes and namespaces. */
export function registerIndexCommands(deps: IndexCommandDeps): Disposable {
  const resources = new Disposables();
  const creation = new IndexCreation(deps);
  const namespaces = new Namespaces(deps);
  const register = (id: string, run: Run): void => {
    resources.own(registerCommand(id, run, deps.report));
  };
  register(commands.createIndex, async (argument) => {
    const environment = await environmentOf(deps, argument);
    if (environment === undefined) return;
    deps.connections.checkWritable(environment);
    await createIndex({ ...deps, creation }, environment, argument ?? {});
  });
  register(commands.cloneSettings, async (argument) => {
    const picked = await indexOf(deps, argument);
    if (picked === undefined) return;
    const preset = presetOf(picked.index);
    await createIndex({ ...deps, creation }, picked.environment, { preset });
  });
  register(commands.configureIndex, async (argument) => {
    const picked = await indexOf(deps, argument);
    if (picked) await configureIndex(creation, picked.environment, picked.index);
  });
  register(commands.createNamespace, async (argument) => {
    const picked = await indexOf(deps, argument);
    if (picked) await createNamespace(namespaces, picked.environment, picked.index.name);
  });
  register(commands.deleteNamespace, async (argument) => {
    const target = await pickTarget(deps, argument);
    if (target !== undefined) await deleteNamespace({ ...deps, namespaces }, target);
  });
  return resources;
}

/**
 * Returns the current settings of the index that a tree node names, or that the user picks. Throws `forbidden` if its
 * environment is locked.
 */
async function indexOf(
  deps: IndexCommandDeps,
  argument: unknown,
): Promise<PickedIndex | undefined> {
  const picked = await pickIndexOf(deps, argument);
  if (picked !== undefined) deps.connections.checkWritable(picked.environment);
  return picked;
}

/** Kinds that decide what a new index holds. A vectors index holds dense or sparse vectors. */
const kinds: Readonly<Partial<Record<IndexKind, IndexPreset['kind']>>> = {
  records: 'embedded',
  documents: 'documents',
};

/** Returns the settings of an index for another one. Tags that describe a twin do not describe a copy. */
function presetOf({ tags, ...index }: VectorIndex): IndexPreset {
  const { dimension, metric, isProtected, vectorType, cloud, region } = index;
  const own = Object.entries(tags).filter(([name]) => !isTwinTag(name));
  return {
    kind: kinds[index.kind] ?? vectorType,
    metric,
    isProtected,
    tags: Object.fromEntries(own),
    ...(dimension === undefined ? {} : { dimension }),
    ...(cloud === undefined || region === undefined ? {} : { region: { cloud, region } }),
  };
}
