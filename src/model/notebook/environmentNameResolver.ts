import type { Environment } from '../environment.ts';

/**
 * Creates a resolver for this machine's environments. A known id takes precedence; a name without an id refers to the
 * environment that had it at the last lookup.
 */
export function environmentNameResolver(environments: KnownEnvironments): EnvironmentNameResolver {
  const ids = new Map<string, string>();
  return (name, id) => {
    const named = environments.byName(name);
    const meant = id === undefined ? undefined : environments.byId(id);
    if (meant && named && named.id !== meant.id)
      return {
        problem: `The id belongs to “${meant.name}”, not to “${name}”. Keep one of the two lines`,
      };
    if (meant) return meant.name;
    if (named) ids.set(name, named.id);
    const before = named ?? environments.byId(ids.get(name) ?? '');
    return before?.name ?? name;
  };
}

/**
 * Returns the current name of an environment that a text refers to by `name` and optionally `id`, or a problem if they
 * contradict.
 */
export type EnvironmentNameResolver = (
  name: string,
  id: string | undefined,
) => string | { readonly problem: string };

export type KnownEnvironments = {
  byName(name: string): Pick<Environment, 'id' | 'name'> | undefined;
  byId(id: string): Pick<Environment, 'id' | 'name'> | undefined;
};

/** Returns names as written in the text. */
export const keepNames: EnvironmentNameResolver = (name) => name;
