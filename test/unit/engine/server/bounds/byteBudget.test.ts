import { expect, it } from 'vitest';
import { ByteBudget } from '../../../../../src/engine/server/bounds/byteBudget.ts';

const stays = new AbortController().signal;

it('work waits for space in call order, and work whose client left takes none', async () => {
  const budget = new ByteBudget(100);
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const leaving = new AbortController();
  const work = (name: string, until?: Promise<void>) => async (): Promise<void> => {
    order.push(`${name} begins`);
    await until;
    order.push(`${name} ends`);
  };
  const all = [
    budget.with(80, stays, work('first', first.promise)),
    budget.with(60, leaving.signal, work('left')).catch(() => order.push('left')),
    budget.with(60, stays, work('second')),
    budget.with(40, stays, work('third')),
  ];
  leaving.abort();
  await all[1];
  first.resolve();
  await Promise.all(all);
  expect(order).toEqual([
    'first begins',
    'left',
    'first ends',
    'second begins',
    'third begins',
    'second ends',
    'third ends',
  ]);
});

it('work that fails frees its space', async () => {
  const budget = new ByteBudget(10);
  const failing = budget.with(10, stays, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await budget.with(10, stays, () => Promise.resolve('next'))).toBe('next');
});
