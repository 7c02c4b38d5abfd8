import { describe, expect, it } from 'vitest';
import { RetryBudget } from '../../../src/pinecone/retryBudget.ts';

const limits = { attempts: 100, firstDelayMs: 1, budgetMs: 1000 };

describe('RetryBudget', () => {
  it('allows waits until their sum reaches the budget', () => {
    const budget = new RetryBudget(limits);
    const delays = [400, 400, 300, 200].map((asked) => budget.nextDelay(asked));
    expect(delays).toEqual([400, 400, undefined, 200]);
  });

  it('grants nothing once the budget is spent, however short the wait', () => {
    const budget = new RetryBudget(limits);
    budget.nextDelay(1000);
    expect(budget.nextDelay(1)).toBeUndefined();
  });

  it('grants a wait as long as the whole budget', () => {
    expect(new RetryBudget(limits).nextDelay(1000)).toBe(1000);
  });

  it('refuses a first wait that is longer than the budget', () => {
    expect(new RetryBudget(limits).nextDelay(1001)).toBeUndefined();
  });

  it('counts its own delays against the budget too', () => {
    const budget = new RetryBudget({ ...limits, firstDelayMs: 100 });
    const granted: number[] = [];
    for (let delay = budget.nextDelay(undefined); delay !== undefined;) {
      granted.push(delay);
      delay = budget.nextDelay(undefined);
    }
    expect(granted.length).toBeGreaterThan(1);
    expect(granted.reduce((sum, delay) => sum + delay, 0)).toBeLessThanOrEqual(1000);
  });

  it('grants one wait less than there are attempts', () => {
    const budget = new RetryBudget({ ...limits, attempts: 3 });
    const delays = [1, 1, 1].map((asked) => budget.nextDelay(asked));
    expect(delays).toEqual([1, 1, undefined]);
  });

  it('doubles its own delay for each attempt, at most half of it random', () => {
    const budget = new RetryBudget({ attempts: 5, firstDelayMs: 10, budgetMs: 10_000 });
    for (const fullMs of [10, 20, 40, 80]) {
      const delayMs = budget.nextDelay(undefined);
      expect(delayMs).toBeGreaterThanOrEqual(fullMs / 2);
      expect(delayMs).toBeLessThanOrEqual(fullMs);
    }
  });
});
