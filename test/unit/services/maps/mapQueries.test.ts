import { expect, it } from 'vitest';
import { MapQueries, type MapQueryInput } from '../../../../src/services/maps/mapQueries.ts';

const query = (id: string, name = id): MapQueryInput => ({
  id,
  name,
  metric: 'cosine',
  hits: [],
  expected: [],
});

const looks = (queries: MapQueries): string[] =>
  queries.all.map(({ name, style }) => `${name} ${style}`);

it('a map shows the newest two queries, each with a look of its own', () => {
  const queries = new MapQueries();
  const told: number[] = [];
  queries.onDidChange((all) => told.push(all.length));
  for (const id of ['a', 'b', 'c']) queries.show(query(id));
  expect(looks(queries)).toEqual(['b 1', 'c 0']);
  expect(told).toEqual([1, 2, 2]);
});

it('a query that is shown again keeps its style, and the other one stays', () => {
  const queries = new MapQueries();
  queries.show(query('a'));
  queries.show(query('b'));
  queries.show(query('a', 'a again'));
  expect(looks(queries)).toEqual(['b 1', 'a again 0']);
});

it('a query that is removed leaves its style to the next one', () => {
  const queries = new MapQueries();
  queries.show(query('a'));
  queries.show(query('b'));
  queries.remove('a');
  queries.show(query('c'));
  expect(looks(queries)).toEqual(['b 1', 'c 0']);
});
