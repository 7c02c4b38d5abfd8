import { describe, expect, it, vi } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import { missingLabel } from '../../../../src/model/map/map.ts';
import type { PointDetails } from '../../../../src/protocol/map.ts';
import { isDim, looksDim } from '../../../../webview/map/colours/pointStyles.ts';
import { defaultViewState } from '../../../../webview/map/viewState.ts';
import { detailsOf, nothingFound, sendWords } from './sampleMap.ts';
import { disposeControllers, startController, theme, title } from './startController.ts';

const target = { environment: 'local', index: 'words', namespace: '__default__' };
const other = { ...target, index: 'other' };
disposeControllers();

describe('MapController', () => {
  it('saves the source of the map in the view state, so that the host can restore it', async () => {
    const { controller, kept } = startController();
    await controller.mapRun.open();
    expect(controller.title).toEqual(title);
    expect(kept()).toMatchObject({ target, parameters: title.parameters });
  });

  it('saves the compared map only in the state of its panel', async () => {
    const handed: object[] = [];
    const { send, kept } = startController({
      'view.save': ({ view }) => void handed.push(view as object),
    });
    send({ type: 'comparedMap', comparedMap: { name: 'other', target: other, isReference: true } });
    await vi.waitFor(() =>
      expect(kept().comparedMap).toEqual({ target: other, isReference: true }),
    );
    await vi.waitFor(() => expect(handed).not.toEqual([]));
    expect(JSON.stringify(handed)).not.toContain('isReference');
    send({ type: 'comparedMap' });
    await vi.waitFor(() => expect(kept()).not.toHaveProperty('comparedMap'));
  });

  it('says why a map cannot be opened, and opens it with the next restart', async () => {
    let attempts = 0;
    const { controller } = startController({
      'map.open': () => {
        if (++attempts === 1) throw new Failure('unavailable', 'The engine did not start');
        return title;
      },
    });
    await controller.mapRun.open();
    expect(controller.map.phase).toEqual({ at: 'failed', message: 'The engine did not start' });
    controller.restart();
    await vi.waitFor(() => expect(controller.title).toEqual(title));
  });

  it('shows a record with its neighbours, and marks those on the map', async () => {
    const { controller, send } = startController();
    sendWords(send);
    const marked = vi.spyOn(controller.scene, 'setMarked');
    await controller.focus.show('dog');
    expect(controller.focus.record).toMatchObject({ state: 'shown', id: 'dog' });
    expect(marked.mock.lastCall).toEqual([{ selected: 1, hovered: -1, neighbours: [0] }]);
  });

  it('ignores a late response after another record was selected', async () => {
    const first = Promise.withResolvers<PointDetails>();
    const { controller, send } = startController({
      'record.show': ({ id }) => (id === 'cat' ? first.promise : detailsOf(id)),
    });
    sendWords(send);
    const late = controller.focus.show('cat');
    await controller.focus.show('dog');
    first.resolve(detailsOf('cat'));
    await late;
    expect(controller.focus.record).toMatchObject({ state: 'shown', id: 'dog' });
  });

  it('says so when a record cannot be read, and keeps it selected', async () => {
    const { controller, send } = startController({
      'record.show': () => {
        throw new Failure('notFound', 'It is gone');
      },
    });
    sendWords(send);
    await controller.focus.show('cat');
    expect(controller.focus.record).toEqual({ state: 'failed', id: 'cat', message: 'It is gone' });
    expect(controller.focus.id).toBe('cat');
  });

  it('dims points that the legend’s filter excludes', () => {
    const { controller, send, kept } = startController();
    const styles = vi.spyOn(controller.scene, 'setStyles');
    sendWords(send);
    const lit = (): boolean[] =>
      [0, 1, 2].map((index) => !isDim(styles.mock.lastCall?.[0] ?? new Uint8Array(0), index));
    controller.colours.toggleCategory(0);
    expect(lit()).toEqual([true, true, false]);
    controller.colours.toggleCategory(missingLabel);
    expect([lit(), kept().chosen]).toEqual([
      [true, true, true],
      ['animal', ''],
    ]);
    controller.colours.toggleCategory(0);
    expect(lit()).toEqual([false, false, true]);
    controller.colours.letAllThrough();
    expect(lit()).toEqual([true, true, true]);
  });

  it('resets the legend’s filter when another field colours the points', () => {
    const { controller, send, kept } = startController();
    sendWords(send);
    controller.colours.toggleCategory(0);
    controller.colours.colourBy('rank');
    expect([controller.colours.column?.column.name, controller.colours.filter, kept()]).toEqual([
      'rank',
      { kind: 'all' },
      { chosen: [], colourBy: 'rank' },
    ]);
  });

  it('restores colours, filter, selection and camera with the view', async () => {
    const camera = { x: 1, y: 2, scale: 30 };
    const { controller, send } = startController(
      {},
      { target, camera, colourBy: 'class', chosen: ['animal'], selectedId: 'cat' },
    );
    sendWords(send);
    expect(controller.colours.filter).toEqual({ kind: 'labels', chosen: new Set([0]) });
    expect(controller.scene.camera).toEqual(camera);
    await vi.waitFor(() =>
      expect(controller.focus.record).toMatchObject({ state: 'shown', id: 'cat' }),
    );
  });

  it('steps through search matches and highlights them', async () => {
    const { controller, send, kept } = startController();
    const styles = vi.spyOn(controller.scene, 'setStyles');
    sendWords(send);
    controller.search.type('t');
    await controller.showMatch(1);
    await controller.showMatch(1);
    expect([controller.focus.id, controller.search.at, kept().search]).toEqual(['cat', 1, 't']);
    const drawn = styles.mock.lastCall?.[0] ?? new Uint8Array(0);
    expect([0, 1, 2].map((index) => looksDim(drawn, index))).toEqual([false, true, false]);
  });

  it('finds points by a filter, and counts matches that are not on the map', async () => {
    const asked: string[] = [];
    const { controller, send } = startController({
      'records.find': ({ filter }) => {
        asked.push(filter);
        return { ...nothingFound, points: Uint8Array.of(0b010).buffer, elsewhere: 1 };
      },
    });
    sendWords(send);
    controller.search.type('{"class": "animal"}');
    await controller.showMatch(1);
    expect(asked).toEqual(['{"class": "animal"}']);
    expect(controller.search.state).toEqual({
      at: 'found',
      elsewhere: 1,
      isCapped: false,
      unknownFields: [],
      by: 'filter',
    });
    expect([...(controller.search.region?.indices ?? [])]).toEqual([1]);
    expect(controller.focus.id).toBe('dog');
  });

  it('shows the problem of an invalid filter', async () => {
    const { controller, send } = startController({
      'records.find': () => {
        throw new Failure('badInput', 'No such operator');
      },
    });
    sendWords(send);
    controller.search.type('{"class": {"$is": 1}}');
    await controller.showMatch(1);
    expect(controller.search.state).toEqual({ at: 'failed', message: 'No such operator' });
  });

  it('searches again when the view comes back', async () => {
    const { controller, send } = startController({}, { search: 'dog', chosen: [] });
    sendWords(send);
    await vi.waitFor(() => expect([...controller.search.matches.indices]).toEqual([1]));
  });

  it('selects the points that pass legend and search, and highlights them', async () => {
    const { controller, send, kept } = startController();
    const styles = vi.spyOn(controller.scene, 'setStyles');
    sendWords(send);
    controller.colours.toggleCategory(0);
    controller.selection.toggle(2);
    controller.search.type('cat');
    await controller.search.step(1);
    controller.highlighting.selectFiltered();
    expect(kept().selection).toEqual(['cat']);
    controller.colours.letAllThrough();
    const drawn = styles.mock.lastCall?.[0] ?? new Uint8Array(0);
    expect([0, 1, 2].map((index) => looksDim(drawn, index))).toEqual([false, true, true]);
  });

  it('restores the selection with the view, without deleted records', () => {
    const { controller, send } = startController(
      {},
      { chosen: [], selection: ['the', 'gone', 'cat'] },
    );
    sendWords(send);
    expect([...controller.selection.points.indices]).toEqual([2, 0]);
  });

  it('sends ids, centre and filter of the selection to the host', async () => {
    const told: unknown[] = [];
    const { controller, send } = startController({
      'selection.export': (params) => void told.push(params),
      'selection.query': (params) => void told.push(params),
      'clipboard.write': ({ text }) => void told.push(text),
    });
    sendWords(send);
    controller.colours.toggleCategory(0);
    controller.highlighting.selectFiltered();
    controller.actions.export();
    controller.actions.query();
    controller.actions.copyIds();
    const filter = { class: { $in: ['animal'] } };
    const ids = ['cat', 'dog'];
    await vi.waitFor(() =>
      expect(told).toEqual([{ ids }, { centreId: 'cat', ids, count: 2, filter }, 'cat\ndog']),
    );
  });

  it('makes the map with other parameters, and says with which', async () => {
    const { controller } = startController();
    await controller.mapRun.open();
    const parameters = { ...title.parameters, method: 'pca', seed: 7 } as const;
    controller.restart(parameters);
    await vi.waitFor(() => expect(controller.title?.parameters).toEqual(parameters));
  });

  it('colours by position accuracy, which is not offered as a filter field', () => {
    const { controller, send } = startController();
    sendWords(send);
    send({ type: 'positionAccuracy', neighbours: 2, data: Float32Array.of(0, 0.5, 1).buffer });
    controller.colours.colourBy('(position accuracy)');
    controller.colours.setRange({ min: 0, max: 0.6 });
    expect(controller.colours.legend).toEqual({ kind: 'gradient', min: 0, max: 1, missing: 0 });
    expect([0, 1, 2].map((index) => controller.colours.passesFilter(index))).toEqual([
      true,
      true,
      false,
    ]);
    expect(controller.colours.metadataFilter).toBeUndefined();
  });

  it('saves a camera only while the user has chosen one', () => {
    const { controller, kept } = startController();
    controller.scene.setCamera({ x: 5, y: 6, scale: 7 });
    controller.saveCamera();
    expect(kept().camera).toEqual({ x: 5, y: 6, scale: 7 });
    controller.scene.fit();
    controller.saveCamera();
    expect(kept()).not.toHaveProperty('camera');
  });

  it('moves from point to point, starting nearest to the centre', () => {
    const { controller, send } = startController(
      {},
      { camera: { x: 0, y: 0, scale: 10 }, chosen: [] },
    );
    sendWords(send);
    controller.focus.step('right');
    const first = controller.focus.id;
    controller.focus.step('right');
    expect([first, controller.focus.id]).toEqual(['cat', 'dog']);
    controller.focus.step('down');
    expect(controller.focus.id).toBe('dog');
  });

  it('shows only first and final positions with reduced motion', () => {
    const { controller, send } = startController(
      {},
      { camera: { x: 0, y: 0, scale: 10 }, chosen: [] },
    );
    sendWords(send);
    const catAt = (): number | undefined => controller.scene.screenOf(0)?.x;
    const first = catAt();
    send({ type: 'positions', epoch: 2, data: Float32Array.of(7, 0, 2, 0, 0, 9).buffer });
    expect(catAt()).toBe(first);
    send({ type: 'done', tookMs: 1 });
    expect(catAt()).toBe((first ?? 0) + 70);
  });

  it('counts the time of a map from when it was started, also in a view that opens later', () => {
    const clock = { ms: 10_000 };
    const { controller, send } = startController({}, defaultViewState, clock);
    send({ type: 'started', elapsedMs: 4000 });
    clock.ms = 10_500;
    expect(controller.feed.elapsedMs).toBe(4500);
  });

  it('applies the view of the compared map without sending it back', async () => {
    const told: unknown[] = [];
    const { controller, send } = startController({
      'comparison.viewChanged': (change) => void told.push(change),
    });
    sendWords(send);
    send({ type: 'done', tookMs: 1 });
    send({
      type: 'comparedMap',
      comparedMap: { name: 'other', target: other, isReference: false },
    });
    send({ type: 'comparedView', change: { focus: 'dog', selection: ['cat', 'elsewhere'] } });
    send({ type: 'comparedView', change: { camera: { x: 1, y: 2, scale: 3 } } });
    await vi.waitFor(() => expect(controller.focus.record.state).toBe('shown'));
    expect([controller.focus.id, [...controller.selection.points.indices]]).toEqual(['dog', [0]]);
    expect(controller.scene.camera).toEqual({ x: 1, y: 2, scale: 3 });
    expect(told).toEqual([]);
    controller.focus.select('cat');
    controller.selection.clear();
    await vi.waitFor(() => expect(told).toEqual([{ focus: 'cat' }, { selection: [] }]));
    send({ type: 'comparedMap' });
    controller.focus.select('dog');
    expect(controller.comparison.comparedMap).toBeUndefined();
    expect(told).toHaveLength(2);
  });

  it('saves the view state immediately and after the last change', async () => {
    const handed: unknown[] = [];
    const { controller, send } = startController({
      'view.save': ({ view }) => void handed.push(view),
    });
    sendWords(send);
    controller.colours.colourBy('rank');
    controller.colours.setRange({ min: 1, max: 2 });
    controller.colours.setRange({ min: 1, max: 3 });
    await vi.waitFor(() => expect(handed).toHaveLength(2), { timeout: 3000 });
    expect(handed).toMatchObject([
      { colourBy: 'rank' },
      { colourBy: 'rank', range: { min: 1, max: 3 } },
    ]);
    expect(handed[0]).not.toHaveProperty('range');
  });

  it('saves no camera while it is aligned to another map', async () => {
    const { controller, send, kept } = startController();
    sendWords(send);
    const comparison = { shared: 3, disparity: 0 };
    const comparedMap = { name: 'other', target: other, isReference: false, comparison };
    send({ type: 'comparedMap', comparedMap });
    send({ type: 'comparedView', change: { camera: { x: 1, y: 2, scale: 3 } } });
    await vi.waitFor(() => expect(controller.scene.camera).toEqual({ x: 1, y: 2, scale: 3 }));
    expect(kept()).not.toHaveProperty('camera');
    send({ type: 'comparedMap' });
    await vi.waitFor(() => expect(controller.scene.camera).toBeUndefined());
  });

  it('has a new palette after a change of theme', () => {
    const { controller } = startController();
    const before = controller.colours.palette.colours[0];
    controller.setTheme({ ...theme, background: [255, 255, 255], foreground: [0, 0, 0] });
    expect(controller.colours.palette.colours[0]).not.toEqual(before);
  });
});
