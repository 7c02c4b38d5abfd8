/**
 * Returns how many records of each group a sample has: in proportion to their sizes, which are above 0, and at least one
 * of each if the sample is large enough.
 */
export function stratify(size: number, groups: readonly number[]): readonly number[] {
  const least = size >= groups.length ? 1 : 0;
  const rest = groups.reduce((sum, group) => sum + group - least, 0);
  const left = Math.min(rest, size - least * groups.length);
  if (rest === 0) return groups;
  const exact = groups.map((group) => (left * (group - least)) / rest);
  const sizes = exact.map((share) => least + Math.floor(share));
  // What rounding down leaves goes to the groups that lost most by it.
  const missing = left + least * groups.length - sizes.reduce((sum, one) => sum + one, 0);
  const byLoss = exact
    .map((share, at) => ({ at, loss: share - Math.floor(share) }))
    .toSorted((one, other) => other.loss - one.loss || one.at - other.at);
  for (const { at } of byLoss.slice(0, Math.round(missing))) sizes[at] = (sizes[at] ?? 0) + 1;
  return sizes;
}
