import { describe, expect, it } from 'vitest';
import { RowIds } from '../../../../src/engine/structures/rowIds.ts';
import { seededRandom } from '../../../support/random.ts';

describe('RowIds', () => {
  it('equal a Map after any order of changes', () => {
    const random = seededRandom(3);
    const ids = new RowIds();
    const expected = new Map<string, number>();
    const free: number[] = [];
    let rows = 0;
    for (let step = 0; step < 30_000; step++) {
      const id = `record ${'#'.repeat(Math.floor(40 * random()))}${Math.floor(3000 * random())}`;
      const known = expected.get(id);
      expect(ids.find(id)).toBe(known);
      expect(ids.delete(id)).toBe(known);
      expected.delete(id);
      if (known !== undefined) free.push(known);
      if (random() < 0.6) {
        const row = free.shift() ?? rows++;
        ids.set(row, id);
        expected.set(id, row);
      }
    }
    expect(ids.count).toBe(expected.size);
    expect([...expected].filter(([id, row]) => ids.find(id) !== row || ids.at(row) !== id)).toEqual(
      [],
    );
  });

  it('hold any text', () => {
    const ids = new RowIds();
    const texts = ['', 'é', '日本語', '🙂', 'a'.repeat(512)];
    texts.forEach((text, row) => ids.set(row, text));
    expect(texts.map((_, row) => ids.at(row))).toEqual(texts);
    expect(texts.map((text) => ids.find(text))).toEqual([0, 1, 2, 3, 4]);
  });

  it('come many at once, in the order of the rows', () => {
    const ids = new RowIds();
    const texts = ['one', '', 'three', 'vier', 'fünf', '🙂'];
    texts.forEach((text, row) => ids.set(row, text));
    const all = (...rows: number[]): string[] => ids.all(Uint32Array.from(rows));
    expect([all(3, 0, 1, 2), all(5, 0, 4), all()]).toEqual([
      ['vier', 'one', '', 'three'],
      ['🙂', 'one', 'fünf'],
      [],
    ]);
  });

  it('are in bytewise order', () => {
    const ids = new RowIds();
    ['b', 'a', 'ab', 'B'].forEach((id, row) => ids.set(row, id));
    const order = [0, 1, 2, 3].sort((one, other) => (ids.isBefore(one, other) ? -1 : 1));
    expect(order.map((row) => ids.at(row))).toEqual(['B', 'a', 'ab', 'b']);
  });
});
