import type { NamespaceDetails } from '../../storage/namespaceTable.ts';

/** Calls on namespaces of an index. */
export type NamespaceCalls = {
  /** By name: namespaces with records, and namespaces that were created by name. */
  'namespace.list': { params: { index: string }; result: readonly NamespaceDetails[] };
  /** Throws `notFound`, and `badInput` if the name is an alias. The default namespace always exists. */
  'namespace.describe': { params: { index: string; namespace: string }; result: NamespaceDetails };
  /** Throws `conflict` if it exists. */
  'namespace.create': {
    params: { index: string; namespace: string; filterable?: readonly string[] };
    result: void;
  };
  /** Deletes it with its records. Throws `notFound`, and `badInput` if it is an alias or the target of one. */
  'namespace.delete': { params: { index: string; namespace: string }; result: void };
  /** The name of the index file and the freshness counter: one of them differs after each change. */
  'namespace.version': {
    params: { index: string; namespace: string };
    result: { readonly source: string; readonly lsn: number };
  };
};
