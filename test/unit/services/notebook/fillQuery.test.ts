import { describe, expect, it } from 'vitest';
import type { Hit } from '../../../../src/model/hit.ts';
import type { QueryCell } from '../../../../src/model/notebook/cell.ts';
import { fillQuery } from '../../../../src/services/notebook/fillQuery.ts';
import { binding, cell } from '../fakeProject.ts';

const first: QueryCell = { ...cell, id: 'a', name: 'king' };
const hits: readonly Hit[] = [
  { id: 'queen "of" hearts', score: 0.5, metadata: { year: 2024 }, values: [] },
];

function fill(change: Partial<QueryCell>, found?: readonly Hit[]): unknown {
  const query: QueryCell = { ...cell, id: 'b', ...change };
  const hitsOf = (cellId: string): readonly Hit[] | undefined =>
    cellId === 'a' ? found : undefined;
  const parameters = 'question: what is "love"\nyear: 2024';
  return fillQuery(query, { binding, parameters, cells: [first, query], hitsOf });
}

describe('the variables of a query', () => {
  it('take values of the hits of the query above, or of a named one', () => {
    const input = { by: 'id', value: '{{hits.0.id}}' } as const;
    const expected = '{{ king.hits.0.id }}';
    expect(fill({ input, expected }, hits)).toMatchObject({
      query: { input: { value: 'queen "of" hearts' }, expected: 'queen "of" hearts' },
    });
  });

  it('are escaped in a filter', () => {
    const filter = '{ "year": {{hits.0.metadata.year}}, "title": "{{hits.0.id}}" }';
    expect(fill({ filter }, hits)).toMatchObject({
      query: { filter: '{ "year": 2024, "title": "queen \\"of\\" hearts" }' },
    });
  });

  it('take parameters of the notebook, which are escaped in a filter', () => {
    const input = { by: 'text', value: '{{question}} in {{ year }}' } as const;
    const filter = '{ "year": {{year}}, "title": "{{question}}" }';
    expect(fill({ input, filter, rerankQuery: '{{question}}' })).toMatchObject({
      query: {
        input: { value: 'what is "love" in 2024' },
        filter: '{ "year": 2024, "title": "what is \\"love\\"" }',
        rerankQuery: 'what is "love"',
      },
    });
  });

  it.each([
    [undefined, '{{topic}}', '{{topic}} has no value: add “topic: …” to the notebook’s parameters'],
    [undefined, '{{hits.0.id}}', '{{hits.0.id}} has no value yet: run the query above first'],
    [
      hits,
      '{{hits.3.id}}',
      '{{hits.3.id}} has no value: the query above has 1 hit, counted from 0',
    ],
    [hits, '{{lost.hits.0.id}}', '{{lost.hits.0.id}} has no value yet: run “lost” first'],
    [
      hits,
      '{{hits.0.metadata.lang}}',
      '{{hits.0.metadata.lang}} has no value: the hit “queen "of" hearts” lacks the field',
    ],
  ])('without a value are problems: %#', (found, value, message) => {
    expect(fill({ input: { by: 'id', value } }, found)).toEqual({
      isFilled: false,
      problems: [{ field: 'input', message }],
    });
  });
});
