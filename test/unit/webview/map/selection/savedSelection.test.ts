import { describe, expect, it } from 'vitest';
import {
  saveSelection,
  restoreSelection,
} from '../../../../../webview/map/selection/savedSelection.ts';
import { PointSet } from '../../../../../webview/map/shared/pointSet.ts';
import { decodeViewState } from '../../../../../webview/map/viewState.ts';

const ids = Array.from({ length: 20_000 }, (_, index) => `record-${index}`);

/** What comes back of a selection among `ids` where the view shows `later`. */
function broughtBack(selected: Uint32Array, later: readonly string[] = ids): number[] {
  const kept = saveSelection(new PointSet(ids.length, selected), ids);
  const state = decodeViewState(JSON.parse(JSON.stringify(kept)));
  const places = new Map(later.map((id, index) => [id, index]));
  return [...restoreSelection(state, later, (id) => places.get(id) ?? -1)];
}

describe('a saved selection', () => {
  it('finds a few points also among others, in its order', () => {
    expect(broughtBack(Uint32Array.of(7, 3, 19_999))).toEqual([7, 3, 19_999]);
    expect(broughtBack(Uint32Array.of(7, 3, 5), ['new', ...ids.slice(5)])).toEqual([3, 1]);
  });

  it('brings very many back among the same points, and none among others', () => {
    const many = Uint32Array.from({ length: 9999 }, (_, at) => 2 * at + 1);
    expect(broughtBack(many)).toEqual([...many]);
    expect(broughtBack(many, [...ids, 'one more'])).toEqual([]);
    expect(broughtBack(many, ids.toReversed())).toEqual([]);
  });

  it('stays small', () => {
    const all = new PointSet(ids.length, Uint32Array.from(ids.keys()));
    expect(JSON.stringify(saveSelection(all, ids)).length).toBeLessThan(5000);
  });

  it('is empty if it is invalid', () => {
    const { packedSelection } = saveSelection(
      new PointSet(ids.length, Uint32Array.from(ids.keys())),
      ids,
    );
    const state = decodeViewState({ packedSelection: { ...packedSelection, bits: '#' } });
    expect([...restoreSelection(state, ids, () => -1)]).toEqual([]);
  });
});
