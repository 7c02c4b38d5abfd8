import { describe, expect, it } from 'vitest';
import { compareIds } from '../../../../src/model/idOrder.ts';
import { mergeIds, type MergedId } from '../../../../src/services/transfer/mergeIds.ts';
import { seededRandom } from '../../../support/random.ts';

async function* pagesOf(ids: readonly string[], size: number) {
  for (let from = 0; from < ids.length || from === 0; from += size)
    yield { items: ids.slice(from, from + size) };
}

const merge = async (
  source: readonly string[],
  target: readonly string[],
  sizes: readonly [number, number] = [3, 2],
): Promise<MergedId[]> => {
  const all: MergedId[] = [];
  for await (const one of mergeIds(pagesOf(source, sizes[0]), pagesOf(target, sizes[1])))
    all.push(one);
  return all;
};

describe('two listings of ids', () => {
  it('are merged for any split into pages', async () => {
    const random = seededRandom(11);
    for (let run = 0; run < 200; run++) {
      const some = (): string[] =>
        [
          ...new Set(
            Array.from({ length: random() * 30 }, () => `id-${Math.floor(random() * 40)}`),
          ),
        ].sort(compareIds);
      const [source, target] = [some(), some()];
      const merged = await merge(source, target, [
        1 + Math.floor(random() * 5),
        1 + Math.floor(random() * 5),
      ]);
      const ids = merged.map(({ id }) => id);
      expect(ids).toEqual([...new Set([...source, ...target])].sort(compareIds));
      expect(merged.filter(({ isInSource }) => isInSource).map(({ id }) => id)).toEqual(source);
      expect(merged.filter(({ isInTarget }) => isInTarget).map(({ id }) => id)).toEqual(target);
    }
  });

  it.each([
    ['out of order', ['a', 'c', 'b']],
    ['with an id twice', ['a', 'b', 'b']],
  ])('%s are refused', async (_, ids) => {
    await expect(merge(ids, [])).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(merge([], ids)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
