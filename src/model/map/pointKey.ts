/** Returns the point key of a record on a map of several namespaces. A map of one namespace uses the id. */
export function pointKey({ namespace, id }: RecordAddress): string {
  return `${namespace}${separator}${id}`;
}

/** Address of a record. Ids are unique within a namespace only. */
export type RecordAddress = { readonly namespace: string; readonly id: string };

/** Separates namespace and id. Both are ASCII, so neither contains it. */
const separator = '›';

/** Returns the record of a point key; a plain id belongs to the namespace `own`. */
export function parsePointKey(key: string, own: string): RecordAddress {
  const at = key.indexOf(separator);
  return at < 0
    ? { namespace: own, id: key }
    : { namespace: key.slice(0, at), id: key.slice(at + separator.length) };
}
