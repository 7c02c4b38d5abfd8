import type { Handlers } from '../../../common/rpc.ts';
import type { NamespaceAlias } from '../../storage/aliasTable.ts';
import type { OpenIndexes } from '../../store/openIndexes.ts';

/** Returns the handlers of calls on aliases. */
export function aliasHandlers(indexes: OpenIndexes): Handlers<AliasCalls> {
  const now = (): string => new Date().toISOString();
  return {
    'alias.list': ({ index }) => indexes.use(index, ({ aliases }) => aliases.list()),
    'alias.get': ({ index, name }) => indexes.use(index, ({ aliases }) => aliases.get(name)),
    'alias.create': ({ index, name, target }) =>
      indexes.use(index, ({ aliases }) => aliases.create(name, target, now())),
    'alias.change': ({ index, name, target }) =>
      indexes.use(index, ({ aliases }) => aliases.change(name, target, now())),
    'alias.delete': ({ index, name }) => indexes.use(index, ({ aliases }) => aliases.delete(name)),
  };
}

/** Calls on aliases of namespaces. */
export type AliasCalls = {
  /** Sorted by name. */
  'alias.list': { params: { index: string }; result: readonly NamespaceAlias[] };
  /** Throws `notFound`. */
  'alias.get': { params: { index: string; name: string }; result: NamespaceAlias };
  /** Throws `conflict` if an alias or a namespace has the name, and `badInput` if the target is no namespace. */
  'alias.create': {
    params: { index: string; name: string; target: string };
    result: NamespaceAlias;
  };
  /** Throws `notFound`, and `badInput` if the target is no namespace. */
  'alias.change': {
    params: { index: string; name: string; target: string };
    result: NamespaceAlias;
  };
  /** Throws `notFound`. */
  'alias.delete': { params: { index: string; name: string }; result: void };
};
