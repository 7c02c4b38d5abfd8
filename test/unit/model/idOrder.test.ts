import { describe, expect, it } from 'vitest';
import { compareIds } from '../../../src/model/idOrder.ts';
import { seededRandom } from '../../support/random.ts';

const alphabet = ['a', 'b', 'Z', '\u00e9', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'];

describe('the order of ids', () => {
  it('is that of their UTF-8 bytes', () => {
    const random = seededRandom(7);
    const id = (): string =>
      Array.from(
        { length: Math.floor(random() * 4) },
        () => alphabet[Math.floor(random() * alphabet.length)],
      ).join('');
    for (let count = 0; count < 5000; count++) {
      const [one, other] = [id(), id()];
      const expected = Buffer.compare(Buffer.from(one), Buffer.from(other));
      expect([one, other, Math.sign(compareIds(one, other))]).toEqual([one, other, expected]);
    }
  });
});
