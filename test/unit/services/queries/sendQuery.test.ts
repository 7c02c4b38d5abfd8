import { describe, expect, it } from 'vitest';
import { localEnvironment } from '../../../../src/model/environment.ts';
import type { QueryCell } from '../../../../src/model/notebook/cell.ts';
import type { VectorRecord } from '../../../../src/model/record.ts';
import type { VectorIndex } from '../../../../src/model/vectorIndex.ts';
import type { QueryRequest } from '../../../../src/pinecone/pineconeClient.ts';
import { checkIndexFit } from '../../../../src/services/queries/checkIndexFit.ts';
import { checkQueryCell } from '../../../../src/services/queries/checkQueryCell.ts';
import { sendQuery } from '../../../../src/services/queries/sendQuery.ts';
import { ExactIndex } from '../explain/exactIndex.ts';
import { cell, wordsIndex } from '../fakeProject.ts';

const neverAborts = new AbortController().signal;
const embeddings = {
  modelOf: () => undefined,
  embed: () => Promise.reject(new Error('No text is embedded here')),
  embedSparse: () => Promise.reject(new Error('No text is embedded here')),
};
const hybrid: VectorIndex = { ...wordsIndex, dimension: 2, metric: 'dotproduct' };

function record(id: string, values: readonly number[]): VectorRecord {
  return { id, values, sparseValues: { indices: [7], values: [2] }, metadata: {} };
}

const index = (): ExactIndex =>
  new ExactIndex({
    main: [
      record('king', [2, 1]),
      record('man', [1, 0]),
      record('woman', [0, 1]),
      record('queen', [1, 2]),
    ],
    other: [record('empress', [1, 3])],
  });

async function send(
  change: Partial<QueryCell>,
): Promise<{ sent: QueryRequest[]; answer: unknown }> {
  const checked = checkQueryCell({ ...cell, ...change });
  if (!checked.isValid) throw new Error(checked.problems[0]?.message);
  const records = index();
  const sent: QueryRequest[] = [];
  const query = records.query.bind(records);
  records.query = (request) => {
    sent.push(request);
    return query(request);
  };
  const binding = { environment: 'local', index: 'words', namespace: 'main' };
  const target = { environment: localEnvironment, binding, index: hybrid, records };
  const reply = await sendQuery(embeddings, [target], checked.query, neverAborts);
  const answer =
    'kind' in reply
      ? reply.problems[0]?.message
      : reply.value.map(({ id, namespace }) => (namespace ? `${namespace}/${id}` : id));
  return { sent, answer };
}

describe('a query by arithmetic', () => {
  it('sends the sum of the vectors, and leaves its own records out', async () => {
    const input = { by: 'records', value: 'king - man + woman' } as const;
    const { sent, answer } = await send({ input, topK: 1 });
    expect([sent[0]?.by, answer]).toEqual([{ vector: [1, 2] }, ['queen']]);
  });

  it('names records that do not exist', async () => {
    const { answer } = await send({ input: { by: 'records', value: 'king - mann' } });
    expect(answer).toContain('There is no record “mann” in namespace “main” of “words”');
  });

  it('refuses a sum without a direction', async () => {
    const { answer } = await send({ input: { by: 'records', value: 'king - king' } });
    expect(answer).toBe('The records cancel each other out: the sum has no direction');
  });
});

describe('a hybrid query', () => {
  it('weighs dense and sparse part by alpha', async () => {
    const input = { by: 'vector', value: '4, 8' } as const;
    const { sent } = await send({ input, sparse: '3: 8', alpha: '0.25' });
    expect(sent[0]?.by).toEqual({ vector: [1, 2], sparse: { indices: [3], values: [6] } });
  });

  it('takes both parts from a record', async () => {
    const { sent } = await send({ input: { by: 'id', value: 'king' }, alpha: '0.5' });
    expect(sent[0]?.by).toEqual({ vector: [1, 0.5], sparse: { indices: [7], values: [1] } });
  });

  it('sends sparse values alone if the input is empty', async () => {
    const { sent } = await send({ input: { by: 'text', value: '' }, sparse: '3: 8' });
    expect(sent[0]?.by).toEqual({ vector: [], sparse: { indices: [3], values: [8] } });
  });

  it.each([
    [{ alpha: '2' }, 'Give “alpha” a number from 0 (sparse) to 1 (dense)'],
    [
      { alpha: '1', input: { by: 'text', value: 'a' } as const },
      'Alpha weighs a dense against a sparse part: type the query’s sparse values',
    ],
  ])('refuses %j', (change, message) => {
    expect(checkQueryCell({ ...cell, ...change })).toMatchObject({ problems: [{ message }] });
  });

  it.each([
    [{ sparse: '1: 1' }, wordsIndex, 'only indexes by dotproduct take sparse values'],
    [{ sparse: '1: 1', input: { by: 'text', value: '' } as const }, hybrid, 'has dense vectors'],
    [
      { input: { by: 'vector', value: '1, 2' } as const },
      { ...hybrid, vectorType: 'sparse' } as const,
      'has sparse vectors. Query it by a text, sparse values or a record id',
    ],
  ])('is compared with its index: %j', (change, target, message) => {
    const checked = checkQueryCell({ ...cell, ...change });
    const problems = checked.isValid ? checkIndexFit(checked.query, target, undefined) : [];
    expect(problems.map((problem) => problem.message).join()).toContain(message);
  });
});

describe('a query of several namespaces', () => {
  it('merges their hits by score', async () => {
    const input = { by: 'vector', value: '0, 1' } as const;
    const { answer } = await send({ input, otherNamespaces: 'other, main', topK: 2 });
    expect(answer).toEqual(['other/empress', 'main/queen']);
  });

  it('merges their hits by rank instead, and tells the place in each list', async () => {
    const input = { by: 'vector', value: '0, 1' } as const;
    const checked = checkQueryCell({ ...cell, input, otherNamespaces: 'other', fusion: 'rrf' });
    if (!checked.isValid) throw new Error('The cell is valid');
    const binding = { environment: 'local', index: 'words', namespace: 'main' };
    const target = { environment: localEnvironment, binding, index: hybrid, records: index() };
    const reply = await sendQuery(embeddings, [target], checked.query, neverAborts);
    expect('value' in reply && reply.value.slice(0, 2)).toMatchObject([
      {
        id: 'queen',
        namespace: 'main',
        score: 1 / 61,
        origins: [{ namespace: 'main', rank: 1, score: 2 }],
      },
      { id: 'empress', namespace: 'other', score: 1 / 61 },
    ]);
  });

  it('asks the other namespaces by the vector of a record', async () => {
    const change = { input: { by: 'id', value: 'queen' }, otherNamespaces: 'other' } as const;
    const { sent } = await send(change);
    expect(sent.map(({ namespace, by }) => [namespace, by])).toEqual([
      ['main', { vector: [1, 2], sparse: { indices: [7], values: [2] } }],
      ['other', { vector: [1, 2], sparse: { indices: [7], values: [2] } }],
    ]);
  });
});
