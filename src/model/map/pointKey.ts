/** Where a record is. Within a namespace ids are unique, across namespaces they are not. */
export type RecordAddress = { readonly namespace: string; readonly id: string };

/** Stands between namespace and id; both are ASCII, so that neither can hold it. */
const separator = '›';

/** What names a record on a map of several namespaces. On a map of one namespace that is its id alone. */
export function pointKey({ namespace, id }: RecordAddress): string {
  return `${namespace}${separator}${id}`;
}

/** The record that a key names; what is no more than an id is of the namespace `own`. */
export function parsePointKey(key: string, own: string): RecordAddress {
  const at = key.indexOf(separator);
  return at < 0
    ? { namespace: own, id: key }
    : { namespace: key.slice(0, at), id: key.slice(at + separator.length) };
}
