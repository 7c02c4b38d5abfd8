import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import type { NotebookCalls } from '../../protocol/notebook.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import {
  NamespaceSearch,
  type NamespaceSearchDeps,
} from '../../services/catalog/namespaceSearch.ts';
import { pickNamespaceByPrefix } from '../indexes/pickNamespaceByPrefix.ts';

export type SearchBindingDeps = {
  readonly environments: { byName(name: string): Environment | undefined };
  readonly catalog: Pick<Catalog, 'indexes' | 'index'>;
  readonly connections: NamespaceSearchDeps['connections'];
};

/** Asks the user for an index of the binding's environment, or a namespace of its index, by its name. */
export async function searchBinding(
  deps: SearchBindingDeps,
  { binding, level }: NotebookCalls['binding.search']['params'],
  signal: AbortSignal,
): Promise<{ readonly name?: string }> {
  const environment = deps.environments.byName(binding.environment);
  if (environment === undefined)
    throw new Failure(
      'notFound',
      vscode.l10n.t('There is no environment “{0}” on this machine', binding.environment),
    );
  const name =
    level === 'indexes'
      ? await pickIndexByName(deps.catalog, environment, signal)
      : await pickNamespaceByPrefix(binding.index, (prefix, searched) =>
          new NamespaceSearch(deps).find(environment, binding.index, prefix, searched),
        );
  return name === undefined ? {} : { name };
}

async function pickIndexByName(
  catalog: Pick<Catalog, 'indexes'>,
  environment: Environment,
  signal: AbortSignal,
): Promise<string | undefined> {
  const items = catalog
    .indexes(environment, signal)
    .then((indexes) => indexes.map(({ name }) => ({ label: escapeInvisible(name), name })));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Indexes of “{0}”', environment.name),
    placeHolder: vscode.l10n.t('Type part of the name'),
  });
  return picked?.name;
}
