import { describe, expect, it } from 'vitest';
import { localEnvironment, type Environment } from '../../../../src/model/environment.ts';
import type { PineconeClient } from '../../../../src/pinecone/pineconeClient.ts';
import { FieldKnowledge } from '../../../../src/services/notebook/fieldKnowledge.ts';
import { staging, wordsIndex } from '../fakeProject.ts';

const neverAborts = new AbortController().signal;

function knowledge(environment: Environment): { known: FieldKnowledge; reads: string[] } {
  const reads: string[] = [];
  const records = {
    list: async () => {
      reads.push('list');
      return { value: { items: ['a', 'b'] }, usage: {} };
    },
    fetch: async () => ({
      value: [
        { id: 'a', values: [], metadata: { year: 2024 } },
        { id: 'b', values: [], metadata: { year: 2023, lang: 'en' } },
      ],
      usage: {},
    }),
  };
  const client = {
    describeIndex: async () => wordsIndex,
    index: () => records,
  } as unknown as PineconeClient;
  const known = new FieldKnowledge({
    environments: { byName: () => environment },
    connections: { open: async () => client },
  });
  return { known, reads };
}

const binding = { environment: 'x', index: 'words', namespace: '' };

describe('what is known of metadata fields', () => {
  it('comes from one sample of a namespace on this machine', async () => {
    const { known, reads } = knowledge(localEnvironment);
    await known.fields(binding, neverAborts);
    const fields = await known.fields({ ...binding, namespace: '__default__' }, neverAborts);
    expect(fields).toEqual([
      { name: 'year', share: 1, types: ['number'], examples: ['2024', '2023'] },
      { name: 'lang', share: 0.5, types: ['string'], examples: ['en'] },
    ]);
    expect(reads).toEqual(['list']);
  });

  it('comes from hits alone in the cloud, which costs no read units', async () => {
    const { known, reads } = knowledge(staging);
    known.learn(binding, [{ id: 'a', score: 1, metadata: { year: 2024 }, values: [] }]);
    expect(await known.fields(binding, neverAborts)).toMatchObject([{ name: 'year' }]);
    expect(reads).toEqual([]);
  });
});
