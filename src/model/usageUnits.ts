/** Read units as the service reports them, and write units as its rules give them. */
export type UsageUnits = { readonly readUnits: number; readonly writeUnits: number };

export const noUnits: UsageUnits = { readUnits: 0, writeUnits: 0 };

export function addUnits(one: UsageUnits, other: UsageUnits): UsageUnits {
  return {
    readUnits: one.readUnits + other.readUnits,
    writeUnits: one.writeUnits + other.writeUnits,
  };
}

/** Units by day (`2026-11-30`, UTC, as the service bills) and by environment id. */
export type UsageByDay = Readonly<Record<string, Readonly<Record<string, UsageUnits>>>>;

/** Stores the usage of this window, and reads that of all others. */
export type UsageStore = {
  /** Returns what other windows used in a month (`2026-11`), and this one before it was loaded again. */
  readOthers(month: string): Promise<UsageByDay>;
  writeOwn(month: string, usage: UsageByDay): Promise<void>;
};

/** Returns the sum of two usages. */
export function mergeUsage(one: UsageByDay, other: UsageByDay): UsageByDay {
  const days = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...days].map((day) => {
      const [first = {}, second = {}] = [one[day], other[day]];
      const ids = new Set([...Object.keys(first), ...Object.keys(second)]);
      const sums = [...ids].map(
        (id) => [id, addUnits(first[id] ?? noUnits, second[id] ?? noUnits)] as const,
      );
      return [day, Object.fromEntries(sums)] as const;
    }),
  );
}
