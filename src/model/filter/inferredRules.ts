/**
 * What Pinecone's documentation leaves open about filters. Each is our reading, to be checked once against the
 * service; it is decided here and nowhere else. `$not`, documented for files of the Assistant only, is not an operator.
 */
export const inferredRules = {
  /** `$ne` and `$nin` match a record without the field, as in MongoDB's language, from which the operators come. */
  negationMatchesMissingField: true,
  /** `$in: []` is allowed and matches nothing, `$nin: []` everything. */
  allowsEmptyChoice: true,
  /** Our own bound, so that no filter can exhaust the stack; the service's is not known. */
  deepestNesting: 64,
} as const;
