import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import { defaultNamespace, type VectorIndex } from '../../model/vectorIndex.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { formatCount } from '../formatNumbers.ts';
import { pickFromList } from './pickFromList.ts';

/**
 * Returns the target that the command's argument names (a tree node, or anything with `target`), else the one that the
 * user picks. Returns `undefined` if the user picks none.
 */
export async function pickTarget(
  deps: PickTargetDeps,
  argument: unknown,
  scope: EnvironmentScope = 'anywhere',
): Promise<PickedTarget | undefined> {
  return namedTarget(deps, argument) ?? pick(deps, scope);
}

export type PickTargetDeps = {
  readonly environments: Pick<Environments, 'all' | 'byName' | 'byId' | 'hasKey'>;
  readonly catalog: Pick<Catalog, 'indexes' | 'index' | 'stats'>;
};

/** A namespace of an index. */
export type PickedTarget = {
  readonly environment: Environment;
  readonly index: string;
  readonly namespace: string;
};

/** Which environments to offer: all, or all except this machine. */
export type EnvironmentScope = 'anywhere' | 'elsewhere';

/** Returns the target that the command's argument names, if it names one. Throws `notFound` without its environment. */
export function namedTarget(
  { environments }: Pick<PickTargetDeps, 'environments'>,
  argument: unknown,
): PickedTarget | undefined {
  const named = targetOf(argument);
  if (named === undefined) return undefined;
  const environment =
    environments.byName(named.environment) ?? environments.byId(named.environment);
  if (environment === undefined)
    throw new Failure('notFound', `There is no environment “${named.environment}” any more`);
  return { environment, index: named.index, namespace: named.namespace };
}

/** An index node stands for all its namespaces. */
export function isIndexNode(argument: unknown): boolean {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'type' in argument &&
    argument.type === 'index'
  );
}

async function pick(
  deps: PickTargetDeps,
  scope: EnvironmentScope,
): Promise<PickedTarget | undefined> {
  const environment = await pickEnvironment(deps, scope);
  if (environment === undefined) return undefined;
  const index = await pickIndex(deps, environment);
  if (index === undefined) return undefined;
  const namespace = await pickNamespace(deps, environment, index);
  return namespace === undefined ? undefined : { environment, index: index.name, namespace };
}

/** Asks for an environment with a stored key; a single one is returned at once. `elsewhere` excludes this machine. */
export async function pickEnvironment(
  deps: Pick<PickTargetDeps, 'environments'>,
  scope: EnvironmentScope = 'anywhere',
  placeholder = vscode.l10n.t('Select an environment'),
): Promise<Environment | undefined> {
  return pickFromList({
    placeholder,
    load: async () => {
      const all = deps.environments
        .all()
        .filter(({ kind }) => scope === 'anywhere' || kind !== 'local');
      const haveKeys = await Promise.all(all.map(({ id }) => deps.environments.hasKey(id)));
      return all.filter((_, at) => haveKeys[at]);
    },
    itemOf: ({ name, controllerUrl }) => ({ label: name, description: controllerUrl ?? '' }),
    whenEmpty: vscode.l10n.t('There is no cloud environment with a key yet'),
    offers: ['addEnvironment'],
  });
}

/** Returns an index as an item of a list. */
export function indexItem({ name, dimension, metric }: VectorIndex): vscode.QuickPickItem {
  return {
    label: name,
    description: dimension === undefined ? metric : `${dimension} · ${metric}`,
  };
}

/** Asks for an index; a single one is returned at once unless `asksForOne`. */
export async function pickIndex(
  { catalog }: Pick<PickTargetDeps, 'catalog'>,
  environment: Environment,
  asksForOne = false,
): Promise<VectorIndex | undefined> {
  return pickFromList({
    placeholder: vscode.l10n.t('Select an index of “{0}”', environment.name),
    load: (signal) => catalog.indexes(environment, signal),
    itemOf: indexItem,
    whenEmpty: vscode.l10n.t('There are no indexes in “{0}” yet', environment.name),
    offers:
      environment.kind === 'local'
        ? ['createIndex', 'createSample', 'addEnvironment']
        : ['createIndex'],
    asksForOne,
  });
}

/** Asks for a namespace with records; a single one is returned at once. Returns `undefined` if the user picks none. */
export async function pickNamespace(
  { catalog }: Pick<PickTargetDeps, 'catalog'>,
  environment: Environment,
  index: VectorIndex,
): Promise<string | undefined> {
  const picked = await pickFromList({
    placeholder: vscode.l10n.t('Select a namespace of “{0}”', index.name),
    load: async (signal) => {
      const { namespaces } = await catalog.stats(environment, index, signal);
      return namespaces.length > 0 ? namespaces : [{ name: defaultNamespace, recordCount: 0 }];
    },
    itemOf: ({ name, recordCount }) => ({ label: name, description: formatCount(recordCount) }),
    whenEmpty: '',
  });
  return picked?.name;
}

function targetOf(
  argument: unknown,
): { environment: string; index: string; namespace: string } | undefined {
  if (typeof argument !== 'object' || argument === null || !('target' in argument))
    return undefined;
  const { target } = argument;
  if (typeof target !== 'object' || target === null) return undefined;
  const { environment, index, namespace } = target as Record<string, unknown>;
  const isWhole =
    typeof environment === 'string' && typeof index === 'string' && typeof namespace === 'string';
  return isWhole ? { environment, index, namespace } : undefined;
}
