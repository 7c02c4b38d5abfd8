import type { Environment } from '../../model/environment.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { pickEnvironment, pickIndex, pickTarget } from './pickTarget.ts';

export type PickIndexDeps = {
  readonly environments: Pick<Environments, 'all' | 'byName' | 'byId' | 'hasKey'>;
  readonly catalog: Pick<Catalog, 'indexes' | 'index' | 'stats' | 'expire'>;
};

export type PickedIndex = { readonly environment: Environment; readonly index: VectorIndex };

/** Returns the current settings of the index that a tree node names, else of the one that the user picks. */
export async function pickIndexOf(
  deps: PickIndexDeps,
  argument: unknown,
): Promise<PickedIndex | undefined> {
  const { signal } = new AbortController();
  if (typeof argument === 'object' && argument !== null && 'target' in argument) {
    const target = await pickTarget(deps, argument);
    if (target === undefined) return undefined;
    const { environment } = target;
    deps.catalog.expire(environment.id);
    return { environment, index: await deps.catalog.index(environment, target.index, signal) };
  }
  const environment = await environmentOf(deps, argument);
  const index = environment && (await pickIndex(deps, environment));
  return index && { environment, index };
}

/** Returns the environment of a tree node, else the one that the user picks. */
export async function environmentOf(
  deps: Pick<PickIndexDeps, 'environments'>,
  argument: unknown,
): Promise<Environment | undefined> {
  const named = typeof argument === 'object' && argument !== null ? argument : {};
  const id =
    'environment' in named ? (named.environment as { id?: unknown } | null)?.id : undefined;
  const known = typeof id === 'string' ? deps.environments.byId(id) : undefined;
  return known ?? pickEnvironment(deps);
}
