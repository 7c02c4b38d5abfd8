import { describe, expect, it } from 'vitest';
import { Disposables } from '../../../src/common/disposables.ts';

describe('Disposables', () => {
  it('frees in reverse order, once', () => {
    const freed: string[] = [];
    const resources = new Disposables();
    for (const name of ['a', 'b']) resources.own({ dispose: () => freed.push(name) });
    resources.dispose();
    resources.dispose();
    expect(freed).toEqual(['b', 'a']);
  });

  it('frees at once what comes too late', () => {
    const freed: string[] = [];
    const resources = new Disposables();
    resources.dispose();
    resources.own({ dispose: () => freed.push('late') });
    expect(freed).toEqual(['late']);
  });

  it('frees the others when one fails, then tells', () => {
    const freed: string[] = [];
    const resources = new Disposables();
    resources.own({ dispose: () => freed.push('a') });
    resources.own({
      dispose: () => {
        throw new Error('stuck');
      },
    });
    expect(() => resources.dispose()).toThrow(AggregateError);
    expect(freed).toEqual(['a']);
  });
});
