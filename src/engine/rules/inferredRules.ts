/**
 * What Pinecone's documentation leaves open about its service, and the engine has to decide. Each is our reading, to
 * be checked once against the service; it is decided here and nowhere else. Those of filters, which the extension
 * shares, stand in `model/filter/inferredRules.ts`. docs/engine.md lists them all.
 */
export const inferredRules = {
  /** A query by id on an index that holds sparse values too looks for both vectors of the record. */
  queryByIdUsesSparseValues: true,
  /** The score of the metric euclidean is the squared distance, not the distance. */
  euclideanScoreIsSquared: true,
  /** A record that shares no index with the query is no hit of a sparse search. */
  sparseHitsShareAnIndex: true,
  /** An empty filter of a query or a search asks for nothing; of other requests it is refused. */
  emptyQueryFilterAsksForNothing: true,
  /** An update of an id that is not there is answered with 200, and changes nothing. */
  updateIgnoresUnknownIds: true,
  /** Deleting in a namespace that is not there is answered with 200. */
  deleteIgnoresUnknownNamespaces: true,
  /** Deleting the default namespace is answered with 200 where it has no records: it is always there. */
  defaultNamespaceIsAlwaysThere: true,
  /** What a request with a key that is not known is told, as plain text with the status 401. */
  refusedKeyText: 'Invalid API Key',
  /** The type of the entry in an error's `details` that holds its `reason` and `metadata`. */
  errorDetailType: 'type.googleapis.com/google.rpc.ErrorInfo',
  /** A filter may name no field that a schema of metadata leaves undeclared; else it finds such fields all the same. */
  undeclaredFieldsAreRefused: true,
  /** Most records whose text is embedded by one request: the guide's number, the specification has 1,000. */
  maxTextRecords: 96,
  /** Where a cloud is not one of these, creating an index is answered with 404. Of regions all are known. */
  knownClouds: ['aws', 'gcp', 'azure'],
} as const;
