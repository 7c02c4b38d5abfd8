/**
 * What Pinecone's documentation leaves open about filters. Each is our reading, to be checked once against the
 * service; it is decided here and nowhere else.
 */
export const inferredRules = {
  /** `$ne` and `$nin` match a record without the field, as in MongoDB's language, from which the operators come. */
  negationMatchesMissingField: true,
  /** `$in: []` is allowed and matches nothing, `$nin: []` everything. */
  allowsEmptyChoice: true,
  /** `$not` is documented for files of the Assistant only; a filter on vectors that holds it is refused. */
  allowsNot: false,
  /** Our own bound, so that no filter can exhaust the stack; the service's is not known. */
  deepestNesting: 64,
} as const;
