import { describe, expect, it } from 'vitest';
import type { ComparedMap, MapViewChange } from '../../../../../src/protocol/map.ts';
import type { Camera } from '../../../../../webview/map/camera/camera.ts';
import { MapComparison } from '../../../../../webview/map/comparison/mapComparison.ts';
import type { Scene, View } from '../../../../../webview/map/drawing/scene.ts';
import { Focus } from '../../../../../webview/map/focus.ts';
import { Selection } from '../../../../../webview/map/selection/selection.ts';
import { defaultViewState } from '../../../../../webview/map/viewState.ts';
import { ViewStore } from '../../../../../webview/map/viewStore.ts';

const target = { environment: 'local', index: 'other', namespace: '__default__' };
const aligned = { shared: 3, disparity: 0 };
const reference: ComparedMap = { name: 'other', target, isReference: true, comparison: aligned };

describe('the camera of compared maps', () => {
  it('is sent by the reference as soon as it has one, and once', () => {
    const { comparison, draw, sent } = start();
    comparison.setComparedMap(reference);
    expect(sent).toEqual([]);
    const camera = { x: 1, y: 2, scale: 3 };
    draw(camera);
    draw({ ...camera });
    expect(sent).toEqual([{ camera }]);
    draw({ ...camera, scale: 4 });
    expect(sent).toHaveLength(2);
  });

  it('is sent again after a new alignment', () => {
    const { comparison, draw, sent } = start();
    comparison.setComparedMap(reference);
    const camera = { x: 1, y: 2, scale: 3 };
    draw(camera);
    comparison.setComparedMap(reference);
    expect(sent).toEqual([{ camera }, { camera }]);
  });

  it('is not sent back, and not by the fit of the other map', () => {
    const { comparison, draw, sent } = start();
    comparison.setComparedMap({ ...reference, isReference: false });
    draw({ x: 9, y: 9, scale: 9 });
    comparison.show({ camera: { x: 1, y: 2, scale: 3 } });
    comparison.sendCamera();
    expect(sent).toEqual([]);
    comparison.setComparedMap({ name: 'other', target, isReference: true });
    draw({ x: 8, y: 8, scale: 8 });
    expect(sent).toEqual([]);
  });
});

describe('a record that is focused on one of two compared maps', () => {
  const shown = { x: 1, y: 2, scale: 3 };

  it('does not move the other map away from the area that both show', () => {
    const { comparison, view } = start({ reveals: { x: 50, y: 50, scale: 3 } });
    comparison.setComparedMap({ ...reference, isReference: false });
    comparison.show({ camera: shown });
    comparison.show({ focus: 'outside' });
    expect(view()?.camera).toEqual(shown);
  });

  it('moves both if it was panned into view', () => {
    const { comparison, draw, focus, sent } = start({ reveals: { x: 50, y: 50, scale: 3 } });
    comparison.setComparedMap({ ...reference, isReference: false });
    draw({ x: 9, y: 9, scale: 9 });
    focus.select('early');
    comparison.sendFocus();
    expect(sent).toEqual([{ focus: 'early' }]);
    comparison.show({ camera: shown });
    focus.select('outside');
    comparison.sendFocus();
    expect(sent.slice(1)).toEqual([{ focus: 'outside' }, { camera: { x: 50, y: 50, scale: 3 } }]);
  });
});

/** A comparison on a scene whose frames are drawn by the test, and that pans to `reveals` for each focused record. */
function start({ reveals }: { readonly reveals?: Camera } = {}) {
  let view: View | undefined;
  const look = (camera: Camera): void => {
    view = { camera, size: { width: 400, height: 300 }, zoomRatio: 1 };
  };
  const scene = {
    get view() {
      return view;
    },
    setCamera: look,
    reveal: () => {
      if (reveals) look(reveals);
    },
    autoFit: () => undefined,
    setMarked: () => undefined,
  } as Partial<Scene> as Scene;
  const store = new ViewStore(defaultViewState, () => undefined);
  const sent: MapViewChange[] = [];
  const indexOf = (id: string | undefined): number => (id === undefined ? -1 : 0);
  const focus = new Focus({
    store,
    scene,
    feed: { indexOf, idOf: () => undefined },
    read: () => Promise.reject(new Error('No record is read')),
    onChange: () => undefined,
  });
  const comparison = new MapComparison({
    scene,
    store,
    focus,
    selection: new Selection(() => undefined),
    indexOf,
    send: (change) => void sent.push(change),
  });
  const draw = (camera: Camera): void => {
    look(camera);
    comparison.sendReferenceCamera();
  };
  return { comparison, focus, draw, sent, view: () => view };
}
