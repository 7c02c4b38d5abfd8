import { describe, expect, it } from 'vitest';
import type { QueryInput } from '../../../../src/model/notebook/cell.ts';
import type { VectorIndex } from '../../../../src/model/vectorIndex.ts';
import { suggestFirstQuery } from '../../../../src/services/queries/suggestFirstQuery.ts';
import { wordsIndex } from '../fakeProject.ts';

describe('the first query of an index', () => {
  it('asks by the longest word if the index can be asked by text', async () => {
    expect(
      await inputFor(wordsIndex, ["'s", '1990-and-later', 'aaron', 'accident', 'able']),
    ).toEqual({
      by: 'text',
      value: 'accident',
    });
  });

  it('asks by the first id elsewhere', async () => {
    expect(await inputFor({ ...wordsIndex, tags: {} }, ['doc-1', 'document'])).toEqual({
      by: 'id',
      value: 'doc-1',
    });
  });

  it('leaves the input to the user if nothing is there', async () => {
    expect(await inputFor({ ...wordsIndex, tags: {} }, [])).toEqual({ by: 'id', value: '' });
  });
});

async function inputFor(index: VectorIndex, ids: readonly string[]): Promise<QueryInput> {
  const records = { list: async () => ({ value: { items: ids }, usage: {} }) };
  const cell = await suggestFirstQuery(index, 'n', records, new AbortController().signal);
  return cell.input;
}
