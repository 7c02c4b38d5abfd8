import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { Binding } from '../../model/notebook/cell.ts';
import type { IndexStats, VectorIndex } from '../../model/vectorIndex.ts';
import type { BindingChoices } from '../../protocol/notebook.ts';
import type { Embeddings } from '../embedding/embeddings.ts';
import { reasonOf } from './queryFailure.ts';

/** Returns the choices for a binding as far as it is filled in: see `BindingChoices`. `refresh` bypasses the cache. */
export async function bindingChoices(
  { environments, catalog, embeddings }: ChoiceDeps,
  binding: Binding,
  refresh: boolean,
  signal: AbortSignal,
): Promise<BindingChoices> {
  const choices: BindingChoices = {
    environments: await Promise.all(
      environments.all().map(async ({ id, name, colour }) => ({
        name,
        colour,
        hasKey: await environments.hasKey(id),
      })),
    ),
    indexes: [],
    namespaces: [],
    hidden: { indexes: 0, namespaces: 0 },
  };
  if (binding.environment === '') return choices;
  const environment = environments.byName(binding.environment);
  if (!environment)
    throw new Failure(
      'notFound',
      `There is no environment “${binding.environment}” on this machine`,
    );
  if (refresh) catalog.expire(environment.id);
  const indexes = await explain(`Could not list the indexes of “${environment.name}”`, () =>
    catalog.indexes(environment, signal),
  );
  const listed = {
    ...choices,
    indexes: firstOf(indexes, binding.index).map((index) =>
      indexChoice(index, embeddings.modelOf(environment, index)?.model),
    ),
    hidden: { indexes: Math.max(0, indexes.length - maxListed), namespaces: 0 },
  };
  if (binding.index === '') return listed;
  const index = indexes.find(({ name }) => name === binding.index);
  if (!index)
    throw new Failure('notFound', `There is no index “${binding.index}” in “${environment.name}”`);
  const { namespaces } = await explain(`Could not list the namespaces of “${index.name}”`, () =>
    catalog.stats(environment, index, signal),
  );
  return {
    ...listed,
    namespaces: firstOf(namespaces, binding.namespace),
    hidden: { ...listed.hidden, namespaces: Math.max(0, namespaces.length - maxListed) },
  };
}

export type ChoiceDeps = {
  readonly environments: {
    all(): readonly Environment[];
    byName(name: string): Environment | undefined;
    hasKey(id: string): Promise<boolean>;
  };
  readonly catalog: {
    indexes(environment: Environment, signal: AbortSignal): Promise<readonly VectorIndex[]>;
    stats(environment: Environment, index: VectorIndex, signal: AbortSignal): Promise<IndexStats>;
    expire(environmentId: string): void;
  };
  readonly embeddings: Pick<Embeddings, 'modelOf'>;
};

/** Choices of one list. More are searched for: a dropdown of thousands takes seconds to open. */
const maxListed = 200;

/** Returns the first items, and the chosen one. */
function firstOf<T extends { readonly name: string }>(all: readonly T[], chosen: string): T[] {
  const first = all.slice(0, maxListed);
  const other = all.slice(maxListed).find(({ name }) => name === chosen);
  return other === undefined ? first : [...first, other];
}

function indexChoice(
  index: VectorIndex,
  model: string | undefined,
): BindingChoices['indexes'][number] {
  const { name, dimension, metric, kind, textModel } = index;
  const embedder = textModel ?? model;
  return {
    name,
    metric,
    kind,
    ...(dimension !== undefined && { dimension }),
    ...(embedder !== undefined && { embedder }),
  };
}

/** Puts what was attempted in front of a failure's message. */
async function explain<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const failure = Failure.from(error);
    const { kind, message, status } = failure;
    const details = status === undefined ? { cause: error } : { cause: error, status };
    throw new Failure(
      kind,
      kind === 'cancelled' ? message : `${what}: ${reasonOf(failure)}`,
      details,
    );
  }
}
