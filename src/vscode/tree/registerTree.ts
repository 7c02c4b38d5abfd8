import * as vscode from 'vscode';
import type { Disposables } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { localEnvironment } from '../../model/environment.ts';
import type { Backups } from '../../services/catalog/backups.ts';
import type { WriteJournal } from '../../model/writeJournal.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { IndexCreation } from '../../services/catalog/indexCreation.ts';
import { IndexDeletion } from '../../services/catalog/indexDeletion.ts';
import { SampleIndexes } from '../../services/catalog/sampleIndexes.ts';
import type { UsageMeter } from '../../services/usage/usageMeter.ts';
import { DeletedIndexes } from '../../services/writes/deletedIndexes.ts';
import type { RecordWrites } from '../../services/writes/recordWrites.ts';
import { registerCommand } from '../commands.ts';
import { createSample } from '../indexes/createSample.ts';
import { deleteIndex } from '../indexes/deleteIndex.ts';
import { pickTarget } from '../flows/pickTarget.ts';
import { commands, views } from '../ids.ts';
import { registerGoToNamespace } from '../indexes/goToNamespace.ts';
import { registerIndexCommands } from '../indexes/indexCommands.ts';
import type { Report } from '../report.ts';
import { IndexTree, type IndexTreeDeps } from './indexTree.ts';
import type { TreeNode } from './nodes.ts';
import { revealIndex } from './revealIndex.ts';
import { registerTreeKeys } from './treeKeys.ts';
import { TreeLoader } from './treeLoader.ts';

export type TreeDeps = Omit<IndexTreeDeps, 'loader' | 'environments' | 'catalog' | 'backups'> & {
  readonly environments: Environments;
  readonly catalog: Catalog;
  readonly connections: Connections;
  readonly backups: Backups;
  readonly writes: RecordWrites;
  readonly journal: WriteJournal;
  readonly usage: UsageMeter;
  readonly report: Report;
};

/** Registers the sidebar view and the commands of its nodes. */
export function registerTree(deps: TreeDeps, resources: Disposables): IndexTree {
  const loader = resources.own(new TreeLoader(deps.catalog));
  const tree = resources.own(new IndexTree({ ...deps, loader }));
  const view = resources.own(
    vscode.window.createTreeView(views.tree, { treeDataProvider: tree, showCollapseAll: true }),
  );
  const samples = new SampleIndexes(deps.connections, deps.catalog);
  const deletedIndexes = new DeletedIndexes({ ...deps, creation: new IndexCreation(deps) });
  const deletion = new IndexDeletion({ ...deps, deletedIndexes });
  const register = (
    id: string,
    run: (argument: unknown) => Promise<void>,
    report = deps.report,
  ): void => {
    resources.own(registerCommand(id, run, report));
  };
  const reportLocal: Report = (error, context) =>
    deps.report(error, { ...context, environment: localEnvironment });
  register(commands.refreshTree, async (node) => deps.catalog.invalidate(environmentIdOf(node)));
  register(commands.showMore, async (node) => {
    if (isNode(node) && node.type === 'more') tree.showMore(node);
  });
  const reveal = (environment: string, index: string): Promise<void> =>
    revealIndex({ view, find: () => tree.findIndex(environment, index) });
  register(commands.createSample, () => createSample({ samples, reveal }), reportLocal);
  resources.own(registerGoToNamespace(deps));
  resources.own(registerTreeKeys(view, deps.report));
  resources.own(registerIndexCommands({ ...deps, reveal }));
  register(commands.deleteIndex, async (node) => {
    const target = await pickTarget(deps, node);
    if (target !== undefined)
      await deleteIndex({ ...deps, deletion }, target.environment, target.index);
  });
  register(commands.copyName, async (node) => vscode.env.clipboard.writeText(nameOf(node)));
  return tree;
}

function nameOf(node: unknown): string {
  if (isNode(node)) {
    if (node.type === 'namespace') return node.target.namespace;
    if (node.type === 'index') return node.index.name;
    if (node.type === 'environment') return node.environment.name;
  }
  throw new Failure('badInput', vscode.l10n.t('Select an environment, index or namespace first'));
}

function environmentIdOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'environment' || node.type === 'index' || node.type === 'backups')
    return node.environment.id;
  return undefined;
}

/** Decodes a command argument. Any extension can pass any argument. */
function isNode(value: unknown): value is TreeNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    'id' in value &&
    typeof value.id === 'string'
  );
}
