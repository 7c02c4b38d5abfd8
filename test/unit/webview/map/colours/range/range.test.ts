import { describe, expect, it } from 'vitest';
import { createScale } from '../../../../../../webview/map/colours/numberScale.ts';
import type { RangeColumn } from '../../../../../../webview/map/shared/columnData.ts';
import { beginDrag, dragTo, keyTo } from '../../../../../../webview/map/colours/range/brush.ts';
import {
  histogramOf,
  histogramPath,
} from '../../../../../../webview/map/colours/range/histogram.ts';
import { roundRange } from '../../../../../../webview/map/colours/range/roundRange.ts';
import {
  fromTimeField,
  toTimeField,
} from '../../../../../../webview/map/colours/range/timeField.ts';

const all = { min: 0, max: 100 };
const reach = 2;

describe('a drag over a range', () => {
  it.each([
    ['draws a new one, in both directions', undefined, 60, 20, { min: 20, max: 60 }],
    ['begins anew outside of the one chosen', { min: 10, max: 20 }, 50, 70, { min: 50, max: 70 }],
    [
      'takes the lower end, from a little beside it',
      { min: 10, max: 20 },
      9,
      4,
      { min: 5, max: 20 },
    ],
    ['takes the upper end', { min: 10, max: 20 }, 21, 31, { min: 10, max: 30 }],
    [
      'turns around where an end passes the other',
      { min: 10, max: 20 },
      10,
      30,
      { min: 20, max: 30 },
    ],
    ['takes the whole from between the ends', { min: 10, max: 20 }, 15, 55, { min: 50, max: 60 }],
    [
      'keeps the width of the whole at the end',
      { min: 10, max: 20 },
      15,
      300,
      { min: 90, max: 100 },
    ],
    ['does not leave what there is', undefined, 50, 300, { min: 50, max: 100 }],
    ['begins nowhere else', undefined, -20, 30, { min: 0, max: 30 }],
  ])('%s', (_, chosen, from, to, range) => {
    expect(dragTo(beginDrag(chosen, from, reach), to, all)).toEqual(range);
  });

  it('opens a range of one value to either side', () => {
    const one = { min: 50, max: 50 };
    const moved = [49, 51].map((from) =>
      dragTo(beginDrag(one, from, reach), from + (from - 50) * 9, all),
    );
    expect(moved).toEqual([
      { min: 41, max: 50 },
      { min: 50, max: 59 },
    ]);
  });
});

it('keys move the end of a range by a hundredth, a tenth, or all the way', () => {
  const keys = ['ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End', 'a'];
  expect(keys.map((key) => keyTo(key, 5, all))).toEqual([4, 6, 15, 0, 0, 100, undefined]);
});

describe('a histogram', () => {
  it('counts values in equal parts, the end in the last, and nothing twice', () => {
    const values = Float64Array.of(0, 24, 25, 50, 99, 100, Number.NaN);
    expect([...histogramOf(values, createScale('linear', values, all), 4)]).toEqual([2, 1, 1, 2]);
  });

  it('has all in the middle if all are the same', () => {
    const values = Float64Array.of(7, 7);
    const scale = createScale('linear', values, { min: 7, max: 7 });
    expect([...histogramOf(values, scale, 3)]).toEqual([0, 2, 0]);
  });

  it('is drawn by roots', () => {
    expect(histogramPath(Uint32Array.of(100, 0, 1))).toBe('M0 1V0.000H1V1.000H2V0.900H3V1Z');
  });
});

describe('the ends of a range', () => {
  const numbers = (min: number, max: number): RangeColumn['column'] => {
    return { kind: 'number', name: 'n', min, max };
  };

  it('are round numbers, but for those of all', () => {
    expect(roundRange(numbers(0.1234, 912.7), { min: 333.3333, max: 1000 })).toEqual({
      min: 333,
      max: 912.7,
    });
    expect(roundRange(numbers(0, 1), { min: 0.30001, max: 0.70004 })).toEqual({
      min: 0.3,
      max: 0.7,
    });
    expect(roundRange(numbers(5, 5), { min: 5, max: 5 })).toEqual({ min: 5, max: 5 });
  });

  it('are whole days among days, and whole seconds among times', () => {
    const min = Date.UTC(2024, 0, 1);
    const max = Date.UTC(2024, 11, 31);
    const range = { min: Date.UTC(2024, 4, 1, 13, 0, 0, 400), max: Date.UTC(2024, 5, 1, 1) };
    expect(roundRange({ kind: 'time', name: 't', type: 'plainDate', min, max }, range)).toEqual({
      min: Date.UTC(2024, 4, 2),
      max: Date.UTC(2024, 5, 1),
    });
    expect(roundRange({ kind: 'time', name: 't', type: 'instant', min, max }, range)).toEqual({
      min: Date.UTC(2024, 4, 1, 13),
      max: range.max,
    });
  });

  it.each(['plainDate', 'plainDateTime', 'instant'] as const)('are typed: %s', (type) => {
    const ms = type === 'plainDate' ? Date.UTC(2024, 6, 1) : Date.UTC(2024, 6, 1, 22, 30, 5);
    expect(fromTimeField(toTimeField(ms, type), type)).toBe(ms);
  });

  it('are typed as they were written if there is no time zone', () => {
    expect(toTimeField(Date.UTC(2024, 6, 1, 22, 30, 5), 'plainDateTime')).toBe(
      '2024-07-01T22:30:05',
    );
    expect(fromTimeField('', 'instant')).toBeNaN();
  });
});
