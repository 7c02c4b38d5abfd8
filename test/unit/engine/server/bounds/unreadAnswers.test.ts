import { describe, expect, it } from 'vitest';
import { UnreadAnswers } from '../../../../../src/engine/server/bounds/unreadAnswers.ts';

function connection(writableLength: number): {
  writableLength: number;
  destroy: () => void;
  isCut: boolean;
} {
  const one = { writableLength, isCut: false, destroy: (): void => void (one.isCut = true) };
  return one;
}

describe('the bound of unread answers', () => {
  it('cuts the connections with the most unread bytes, the oldest first', () => {
    const answers = new UnreadAnswers(100);
    const [small, old, recent] = [connection(1), connection(60), connection(60)] as const;
    for (const one of [small, old, recent]) answers.begin(one);
    answers.enforce();
    expect([small.isCut, old.isCut, recent.isCut]).toEqual([false, true, false]);
  });

  it('leaves connections within the bound, and those that have ended', () => {
    const answers = new UnreadAnswers(100);
    const [ended, open] = [connection(60), connection(60)] as const;
    for (const one of [ended, open]) answers.begin(one);
    answers.end(ended);
    answers.enforce();
    expect([ended.isCut, open.isCut, answers.count]).toEqual([false, false, 1]);
  });
});
