/**
 * Returns how many records of each group a sample has: in proportion to their sizes, which are above 0, and at least one
 * of each if the sample is large enough.
 */
export function stratify(size: number, groups: readonly number[]): readonly number[] {
  if (size >= sum(groups)) return groups;
  const small = size < groups.length ? new Set<number>() : groupsOfOne(size, groups);
  const others = groups.map((group, at) => (small.has(at) ? 0 : group));
  const left = size - small.size;
  const total = sum(others);
  const exact = others.map((group) => (total === 0 ? 0 : (left * group) / total));
  const sizes = exact.map((share, at) => (small.has(at) ? 1 : Math.floor(share)));
  // What rounding down leaves goes to the groups that lost most by it.
  const byLoss = exact
    .map((share, at) => ({ at, loss: share - Math.floor(share) }))
    .toSorted((one, other) => other.loss - one.loss || one.at - other.at);
  for (const { at } of byLoss.slice(0, size - sum(sizes))) sizes[at] = (sizes[at] ?? 0) + 1;
  return sizes;
}

/** Returns the positions of the groups that get one record although their share of the sample is less. */
function groupsOfOne(size: number, groups: readonly number[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (let before = -1; before < found.size;) {
    before = found.size;
    const left = size - before;
    const total = groups.reduce((all, group, at) => all + (found.has(at) ? 0 : group), 0);
    for (const [at, group] of groups.entries()) if (left * group < total) found.add(at);
  }
  return found;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
