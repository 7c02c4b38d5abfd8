import { describe, expect, it } from 'vitest';
import type { QueryInput } from '../../../../src/model/notebook/cell.ts';
import type { Metadata } from '../../../../src/model/record.ts';
import type { VectorIndex } from '../../../../src/model/vectorIndex.ts';
import {
  suggestFirstQuery,
  type FirstQueryIndex,
} from '../../../../src/services/queries/suggestFirstQuery.ts';
import { wordsIndex } from '../fakeProject.ts';

const vectorsIndex: VectorIndex = { ...wordsIndex, tags: {} };
const model = { provider: 'local', model: 'all-MiniLM-L6-v2' };
const passage = { title: 'Refunds', text: 'Customers may return goods within 30 days.' };

describe('the first query of an index', () => {
  it('asks by the longest word if the ids are words that the model knows', async () => {
    const ids = ["'s", '1990-and-later', 'aaron', 'accident', 'able'];
    expect(await inputFor({ index: wordsIndex }, ids)).toEqual({ by: 'text', value: 'accident' });
  });

  it('asks by the title of a record if the model of the index is known', async () => {
    expect(await inputFor({ index: vectorsIndex, model }, ['doc-1'], passage)).toEqual({
      by: 'text',
      value: 'Refunds',
    });
  });

  it('asks by the first words of the field that the model embeds', async () => {
    const ownField = { ...model, textField: 'note' };
    const note = 'one two three four five six seven eight nine ten eleven twelve thirteen';
    expect(await inputFor({ index: vectorsIndex, model: ownField }, ['doc-1'], { note })).toEqual({
      by: 'text',
      value: 'one two three four five six seven eight nine ten eleven twelve',
    });
  });

  it('asks by text if the service embeds texts', async () => {
    const index: VectorIndex = { ...vectorsIndex, kind: 'records', textField: 'chunk' };
    expect(await inputFor({ index }, ['doc-1'], { chunk: 'Parcels leave daily.' })).toEqual({
      by: 'text',
      value: 'Parcels leave daily.',
    });
  });

  it('asks an index of documents by text', async () => {
    const documents = { textFields: ['body'], fields: {} };
    const index: VectorIndex = { ...vectorsIndex, kind: 'documents', documents };
    expect(await inputFor({ index }, ['doc-1'], { body: 'Old town' })).toEqual({
      by: 'text',
      value: 'Old town',
    });
  });

  it('asks by the id of a record without a text', async () => {
    expect(await inputFor({ index: vectorsIndex, model }, ['doc-1'], { year: 2024 })).toEqual({
      by: 'id',
      value: 'doc-1',
    });
  });

  it('asks by the first id, and reads no record, if no model is known', async () => {
    expect(await inputFor({ index: vectorsIndex }, ['doc-1', 'document'])).toEqual({
      by: 'id',
      value: 'doc-1',
    });
  });

  it('leaves the input to the user if nothing is there', async () => {
    expect([
      await inputFor({ index: vectorsIndex }, []),
      await inputFor({ index: vectorsIndex, model }, []),
    ]).toEqual([
      { by: 'id', value: '' },
      { by: 'text', value: '' },
    ]);
  });
});

/** The first query of an index whose records have these ids; without `metadata`, reading a record fails. */
async function inputFor(
  about: Pick<FirstQueryIndex, 'index' | 'model'>,
  ids: readonly string[],
  metadata?: Metadata,
): Promise<QueryInput> {
  const records: FirstQueryIndex['records'] = {
    list: async () => ({ value: { items: ids }, usage: {} }),
    fetch: async (_namespace, [id = '']) => {
      if (metadata === undefined) throw new Error(`The record “${id}” was read`);
      return { value: [{ id, values: [], metadata }], usage: {} };
    },
  };
  const cell = await suggestFirstQuery(
    { ...about, namespace: 'n', records },
    new AbortController().signal,
  );
  return cell.input;
}
