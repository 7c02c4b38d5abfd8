import { describe, expect, it } from 'vitest';
import type { MapEvent } from '../../../../../src/protocol/map.ts';
import {
  colouringColumn,
  emptyMap,
  reduceMap,
  type MapState,
} from '../../../../../webview/map/shared/mapState.ts';
import type { ColumnData } from '../../../../../webview/map/shared/columnData.ts';
import { decodeViewState, defaultViewState } from '../../../../../webview/map/viewState.ts';

const started: MapEvent = { type: 'started', elapsedMs: 0 };
const points: MapEvent = {
  type: 'points',
  ids: ['a', 'b'],
  texts: ['', 'B'],
  total: 9,
};
const column: MapEvent = {
  type: 'column',
  column: { kind: 'category', name: 'class', labels: ['x'], counts: [2] },
  data: Uint16Array.of(0, 0).buffer,
};
const progress: MapEvent = { type: 'progress', progress: { stage: 'layout', done: 3, of: 8 } };

describe('map state', () => {
  it('collects points, fields and progress', () => {
    const state = after(started, points, column, progress);
    expect(state.phase).toEqual({ at: 'computing', progress: { stage: 'layout', done: 3, of: 8 } });
    expect([state.ids, state.texts, state.total]).toEqual([['a', 'b'], ['', 'B'], 9]);
    expect(state.columns.map(({ values }) => [...values])).toEqual([[0, 0]]);
  });

  it.each<[MapEvent, MapState['phase']]>([
    [
      { type: 'done', tookMs: 5 },
      { at: 'done', tookMs: 5 },
    ],
    [{ type: 'cancelled' }, { at: 'cancelled' }],
    [
      { type: 'failed', kind: 'internal', message: 'no' },
      { at: 'failed', message: 'no' },
    ],
  ])('keeps the picture when a map ends: %o', (event, phase) => {
    const state = after(started, points, column, progress, event);
    expect([state.phase, state.ids, state.columns.length]).toEqual([phase, ['a', 'b'], 1]);
  });

  it('is reset when a map is restarted', () => {
    expect(after(started, points, column, started)).toEqual({
      ...emptyMap,
      phase: { at: 'computing', progress: undefined },
    });
  });
});

describe('the field that colours', () => {
  const category = (name: string, labels: readonly string[]): ColumnData => ({
    column: { kind: 'category', name, labels, counts: labels.map(() => 1) },
    values: new Uint16Array(0),
  });
  const number = (name: string, max: number): ColumnData => ({
    column: { kind: 'number', name, min: 0, max },
    values: new Float32Array(0),
  });
  const columns = [
    number('flat', 0),
    number('rank', 9),
    category('all', ['x']),
    category('class', ['x', 'y']),
  ];

  it('is the wanted one, else the first with more than one value', () => {
    const names = [undefined, 'rank', 'gone', ''].map(
      (wanted) => colouringColumn(columns, wanted)?.column.name,
    );
    expect(names).toEqual(['class', 'rank', 'class', undefined]);
    expect(colouringColumn(columns.slice(0, 3), undefined)?.column.name).toBe('rank');
    expect(colouringColumn(columns.slice(0, 1), undefined)).toBe(undefined);
  });
});

describe('view state', () => {
  it('is decoded as it was saved', () => {
    const state = {
      target: { environment: 'local', index: 'words', namespace: 'n' },
      camera: { x: 1, y: 2, scale: 3 },
      colourBy: '',
      chosen: ['x', ''],
      selectedId: 'a',
    };
    expect(decodeViewState(structuredClone(state))).toEqual(state);
  });

  it.each([
    undefined,
    'text',
    null,
    { chosen: 'x', camera: { x: 1, y: 2, scale: 0 }, target: { index: 'words' }, selectedId: 7 },
    { camera: { x: Number.NaN, y: 0, scale: 1 }, colourBy: 5 },
  ])('is fresh if it cannot be read: %o', (state) => {
    expect(decodeViewState(state)).toEqual(defaultViewState);
  });
});

function after(...events: readonly MapEvent[]): MapState {
  return events.reduce((state, event) => reduceMap(state, event), emptyMap);
}
