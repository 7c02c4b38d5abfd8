import type { Environment } from '../environment.ts';

/**
 * What an environment is called now that a text names by `name` and, where it says so, by `id`; or why that cannot be
 * told.
 */
export type EnvironmentNameResolver = (
  name: string,
  id: string | undefined,
) => string | { readonly problem: string };

export type KnownEnvironments = {
  byName(name: string): Pick<Environment, 'id' | 'name'> | undefined;
  byId(id: string): Pick<Environment, 'id' | 'name'> | undefined;
};

/** Takes a text at its word. */
export const keepNames: EnvironmentNameResolver = (name) => name;

/**
 * Names environments as they are called on this machine. The id counts where it is known here; a name without one stands
 * for the environment that had it when it was last asked for.
 */
export function environmentNameResolver(environments: KnownEnvironments): EnvironmentNameResolver {
  const ids = new Map<string, string>();
  return (name, id) => {
    const named = environments.byName(name);
    const meant = id === undefined ? undefined : environments.byId(id);
    if (meant && named && named.id !== meant.id)
      return {
        problem: `“${name}” is another environment than the one with this id, which is “${meant.name}”. Keep one of the two lines`,
      };
    if (meant) return meant.name;
    if (named) ids.set(name, named.id);
    const before = named ?? environments.byId(ids.get(name) ?? '');
    return before?.name ?? name;
  };
}
