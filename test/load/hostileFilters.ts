/** Filters in Pinecone's language that ask for as much work as they can, by what they are. */
export const hostileFilters: Readonly<Record<string, object>> = {
  '1,000 absent fields': anyOf(1000, (at) => ({ [`absent-${at}`]: at })),
  '10,000 absent fields': anyOf(10_000, (at) => ({ [`absent-${at}`]: { $ne: at } })),
  '10,000 conditions on one field': anyOf(10_000, (at) => ({ n: -1 - at })),
  '5,000 ranges': anyOf(5000, (at) => ({ n: { $gt: -1 - at, $lt: -at } })),
  'a list of 10,000 values': { text: { $in: Array.from({ length: 10_000 }, (_, at) => `t${at}`) } },
  'a tree of 60 levels': nested(60),
};

function anyOf(count: number, condition: (at: number) => object): object {
  return { $or: Array.from({ length: count }, (_, at) => condition(at)) };
}

function nested(levels: number): object {
  let filter: object = { n: -1 };
  for (let level = 0; level < levels / 2; level++)
    filter = { [level % 2 === 0 ? '$or' : '$and']: [filter, { n: level }, { text: `t${level}` }] };
  return filter;
}
