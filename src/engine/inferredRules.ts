/**
 * What Pinecone's documentation leaves open about its service, and the engine has to decide. Each is our reading, to
 * be checked once against the service; it is decided here and nowhere else. Those of filters, which the extension
 * shares, stand in `model/filter/inferredRules.ts`. docs/engine.md lists them all.
 */
export const inferredRules = {
  /** A query by id on an index that holds sparse values too looks for both vectors of the record. */
  queryByIdUsesSparseValues: true,
  /** An update of an id that is not there is answered with 200, and changes nothing. */
  updateIgnoresUnknownIds: true,
} as const;
