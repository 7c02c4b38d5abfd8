import { describe, expect, it } from 'vitest';
import type { Cell, QueryCell } from '../../../../src/model/notebook/cell.ts';
import type { CellOutcome } from '../../../../src/protocol/notebook.ts';
import { binding, cell, FakeProject } from '../fakeProject.ts';

const neverAborts = new AbortController().signal;
const dog: QueryCell = { ...cell, name: 'dog', topK: 5 };

function run(
  which: Exclude<Cell, { kind: 'text' | 'map' }>,
  more: readonly Cell[] = [dog],
): Promise<CellOutcome> {
  const notebook = { binding, cells: [...more, which] };
  return new FakeProject().cellRunner().run(which, notebook, neverAborts);
}

describe('a query with expectations', () => {
  it('checks its assertions', async () => {
    const assert = 'dog in top 1\nhits >= 2';
    expect(await run({ ...dog, assert })).toMatchObject({
      kind: 'hits',
      checks: [
        { line: 0, isMet: true },
        { line: 1, isMet: false, found: '1' },
      ],
    });
  });

  it('names expected ids that no record has, and counts the read units of the look-up', async () => {
    expect(await run({ ...dog, expected: 'dog, dgo' })).toMatchObject({
      unknownIds: ['dgo'],
      usage: { readUnits: 6 },
    });
  });

  it('looks nothing up if all expected records are found', async () => {
    const outcome = await run({ ...dog, expected: 'dog' });
    expect([outcome.kind === 'hits' && outcome.usage, 'unknownIds' in outcome]).toEqual([
      { readUnits: 5 },
      false,
    ]);
  });

  it('names an assertion that it cannot read before anything is sent', async () => {
    expect(await run({ ...dog, assert: 'about right' })).toMatchObject({
      kind: 'invalid',
      problems: [{ field: 'assert', place: { start: 0, end: 11 } }],
    });
  });
});

describe('an explain cell', () => {
  const explain = {
    kind: 'explain',
    id: 'x',
    name: '',
    query: 'dog',
    expected: '',
    binding: {},
  } as const;

  it('explains the records that its query expects', async () => {
    const query = { ...dog, expected: 'dog, cat' };
    expect(await run(explain, [query])).toMatchObject({
      kind: 'explanations',
      explanations: [
        { id: 'dog', verdict: 'found', rank: 1 },
        { id: 'cat', verdict: 'missing' },
      ],
      topK: 5,
      recordCount: 1,
    });
  });

  it('explains its own ids instead if it has some', async () => {
    expect(await run({ ...explain, expected: 'dog' })).toMatchObject({
      explanations: [{ id: 'dog' }],
    });
  });

  it.each([
    [{ query: '' }, 'query', 'Name the query cell whose result is explained'],
    [{ query: 'fish' }, 'query', 'There is no query cell “fish” in this notebook'],
    [{}, 'expected', 'Type the ids to explain here, or under “expected” of “dog”'],
  ])('asks for what is missing in %j', async (change, field, message) => {
    const problems = [{ field, message }];
    expect(await run({ ...explain, ...change })).toEqual({ kind: 'invalid', problems });
  });

  it('shows a problem of its query by the name of the query', async () => {
    const query = { ...dog, input: { by: 'vector', value: '1, 2' } } as const;
    expect(await run({ ...explain, expected: 'dog' }, [query])).toEqual({
      kind: 'invalid',
      problems: [{ field: 'query', message: '“dog”: “words” has 3 dimensions, the vector has 2' }],
    });
  });
});

describe('a compare cell', () => {
  const compare = {
    kind: 'compare',
    id: 'p',
    name: '',
    queries: 'dog, text',
    binding: {},
  } as const;
  const text: QueryCell = { ...dog, id: 't', name: 'text', input: { by: 'text', value: 'dog' } };

  it('has the hits of its queries in their order, and the read units of all', async () => {
    const outcome = await run(compare, [text, dog]);
    expect(outcome).toMatchObject({
      kind: 'comparison',
      lists: [
        { name: 'dog', hits: [{ id: 'dog' }], binding: { index: 'words' } },
        { name: 'text', hits: [{ id: 'dog' }] },
      ],
      usage: { readUnits: 10 },
    });
  });

  it.each([
    ['dog', 'Name two to 5 query cells'],
    ['dog, fish', 'There is no query cell “fish” in this notebook'],
  ])('asks for what is missing in “%s”', async (queries, message) => {
    expect(await run({ ...compare, queries })).toEqual({
      kind: 'invalid',
      problems: [{ field: 'queries', message }],
    });
  });

  it.each([
    [
      { queries: 'dog, text', alphas: '0, 1' },
      'queries',
      'Name the one query that runs with each alpha',
    ],
    [
      { queries: 'dog', alphas: '0, 2' },
      'alphas',
      'Type two to 11 numbers from 0 (sparse) to 1 (dense), such as 0, 0.5, 1',
    ],
  ])('asks for what a sweep of alpha lacks: %j', async (change, field, message) => {
    const problems = [{ field, message }];
    expect(await run({ ...compare, ...change })).toEqual({ kind: 'invalid', problems });
  });

  it('names the query that has a problem', async () => {
    expect(await run(compare, [dog, { ...text, topK: 0 }])).toEqual({
      kind: 'invalid',
      problems: [
        {
          field: 'queries',
          message: '“text”: Give “top k” a whole number from 1 to 10,000',
        },
      ],
    });
  });
});
