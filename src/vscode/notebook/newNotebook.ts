import * as vscode from 'vscode';
import { bindingTo } from '../../model/notebook/environmentIds.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import type { Embeddings } from '../../services/embedding/embeddings.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { suggestFirstQuery } from '../../services/queries/suggestFirstQuery.ts';
import { openNewNotebook } from '../flows/openNewNotebook.ts';
import { pickTarget, type PickedTarget } from '../flows/pickTarget.ts';
import { withProgress } from '../flows/withProgress.ts';

export type NewNotebookDeps = {
  readonly environments: Environments;
  readonly catalog: Catalog;
  readonly connections: Connections;
  readonly embeddings: Pick<Embeddings, 'modelOf'>;
};

/** Opens an untitled notebook that is not bound to an index. */
export async function newNotebook(): Promise<void> {
  const binding = { environment: '', index: '', namespace: '' };
  await openNewNotebook({ binding, cells: [] }, 'notebook');
}

/**
 * Opens an untitled notebook bound to the argument's target, or to the one that the user picks, with a query that is
 * ready to run.
 */
export async function newQueryNotebook(deps: NewNotebookDeps, argument: unknown): Promise<void> {
  const target = await pickTarget(deps, argument);
  if (!target) return;
  const title = vscode.l10n.t('Opening “{0}”', target.index);
  const cell = await withProgress(title, (signal) => findFirstQuery(deps, target, signal));
  const { environment, index, namespace } = target;
  const binding = bindingTo(environment, index, namespace);
  await openNewNotebook({ binding, cells: [cell] }, index);
}

async function findFirstQuery(
  { catalog, connections, embeddings }: NewNotebookDeps,
  { environment, index: name, namespace }: PickedTarget,
  signal: AbortSignal,
): ReturnType<typeof suggestFirstQuery> {
  // This comes first: starting the engine changes its address.
  const client = await connections.open(environment, signal);
  const index = await catalog.index(environment, name, signal);
  const model = embeddings.modelOf(environment, index);
  const records = client.index(index.host, index.documents);
  return suggestFirstQuery({ index, namespace, model, records }, signal);
}
