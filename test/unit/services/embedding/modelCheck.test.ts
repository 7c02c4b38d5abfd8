import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import { compareModels, cosine } from '../../../../src/services/embedding/modelCheck.ts';
import { guessTextField, sampleTexts } from '../../../../src/services/embedding/sampleTexts.ts';
import { staging, wordsIndex } from '../fakeProject.ts';

const { signal } = new AbortController();
const sample = {
  textField: 'body',
  texts: ['a', 'b', 'c'],
  vectors: [
    [1, 0],
    [0, 1],
    [0.6, 0.8],
  ],
};

describe('compareModels', () => {
  it('returns the median cosine of each model, the nearest first, and why one was not tried', async () => {
    const embed = async ({ model: { model } }: { model: { model: string } }) => {
      if (model === 'other dimension') throw new Failure('badInput', 'makes vectors of 3 numbers');
      return model === 'right'
        ? sample.vectors.map((one) => one.map((v) => 2 * v))
        : [
            [0, 1],
            [1, 0],
            [0.8, -0.6],
          ];
    };
    const models = ['wrong', 'other dimension', 'right'].map((model) => ({ provider: 'p', model }));
    const where = { environment: staging, index: wordsIndex };
    const verdicts = await compareModels({ embed }, where, sample, models, signal);
    expect(
      verdicts.map(({ model, cosine: near, reason }) => [model.model, near?.toFixed(3), reason]),
    ).toEqual([
      ['right', '1.000', undefined],
      ['wrong', '0.000', undefined],
      ['other dimension', undefined, 'makes vectors of 3 numbers'],
    ]);
    expect(verdicts[0]?.model.textField).toBe('body');
  });

  it('stops when it is cancelled', async () => {
    const stop = new AbortController();
    const embed = async () => {
      stop.abort();
      throw new Failure('cancelled', 'Cancelled');
    };
    const models = [{ provider: 'p', model: 'one' }];
    const where = { environment: staging, index: wordsIndex };
    await expect(
      compareModels({ embed }, where, sample, models, stop.signal),
    ).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

describe('cosine', () => {
  it('is 0 for other lengths and for vectors without a direction', () => {
    expect([cosine([1], [1, 0]), cosine([0, 0], [1, 0])]).toEqual([0, 0]);
  });
});

describe('sampleTexts', () => {
  const recordsOf = (count: number) => ({
    list: async () => ({
      value: { items: Array.from({ length: count }, (_, at) => `r${at}`) },
      usage: {},
    }),
    fetch: async (_namespace: string, ids: readonly string[]) => ({
      value: ids.map((id) => ({
        id,
        values: [1],
        metadata: { title: 'T', text: `text of ${id}` },
      })),
      usage: {},
    }),
  });

  it('takes 20 records, spread over the first page', async () => {
    const found = await sampleTexts(recordsOf(100), '', undefined, signal);
    expect([found?.textField, found?.texts.length, found?.texts[19]]).toEqual([
      'text',
      20,
      'text of r95',
    ]);
  });

  it('finds nothing in an empty namespace, and where the wanted field is missing', async () => {
    expect(await sampleTexts(recordsOf(0), '', undefined, signal)).toBeUndefined();
    expect(await sampleTexts(recordsOf(3), '', 'body', signal)).toBeUndefined();
  });
});

describe('guessTextField', () => {
  it('prefers usual names, then the longest text', () => {
    expect(guessTextField([{ summary: 'a long summary', content: 'c' }])).toBe('content');
    expect(guessTextField([{ kind: 'a', abstract: 'a long text', year: 1 }])).toBe('abstract');
    expect(guessTextField([{ year: 1 }])).toBeUndefined();
  });
});
