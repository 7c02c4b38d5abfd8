import { expect, it } from 'vitest';
import { LargeResponses } from '../../../../../src/engine/server/bounds/largeResponses.ts';

const stays = new AbortController().signal;
const large = { count: 1000, values: 1000 };

it('four large responses are produced at once, the next in call order, and small ones at any time', async () => {
  const responses = new LargeResponses();
  const begun: string[] = [];
  const ends = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const running = ends.map(({ promise }, at) =>
    responses.produce(large, stays, () => {
      begun.push(`large ${at}`);
      return promise;
    }),
  );
  const begin = (name: string) => (): Promise<void> => {
    begun.push(name);
    return Promise.resolve();
  };
  const leaving = new AbortController();
  // Work of the queue begins after the call returns, work of a small response within it.
  await expect.poll(() => begun.length).toBe(4);
  const left = responses.produce(large, leaving.signal, begin('left'));
  const next = responses.produce(large, stays, begin('next'));
  await responses.produce({ count: 1000, hasMetadata: false }, stays, begin('small'));
  await responses.produce({ count: 10, values: 1536 }, stays, begin('small with values'));
  leaving.abort();
  await expect(left).rejects.toMatchObject({ kind: 'cancelled' });
  const atFirst = ['large 0', 'large 1', 'large 2', 'large 3', 'small', 'small with values'];
  expect(begun).toEqual(atFirst);
  ends[2]!.resolve();
  await next;
  expect(begun).toEqual([...atFirst, 'next']);
  for (const { resolve } of ends) resolve();
  await Promise.all(running);
});
