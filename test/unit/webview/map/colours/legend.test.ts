import { describe, expect, it } from 'vitest';
import { missingLabel } from '../../../../../src/model/map/map.ts';
import {
  readColumn,
  valueText,
  type ColumnData,
} from '../../../../../webview/map/shared/columnData.ts';
import { legendOf, selectedCounts } from '../../../../../webview/map/colours/legend.ts';
import { createColouring } from '../../../../../webview/map/colours/colouring.ts';
import {
  allPass,
  toMetadataFilter,
  type LegendFilter,
} from '../../../../../webview/map/colours/legendFilter.ts';
import { filterOfPoints } from '../../../../../webview/map/colours/filterOfPoints.ts';
import { defaultViewState, type ViewState } from '../../../../../webview/map/viewState.ts';
import { missingEntry } from '../../../../../webview/map/colours/palette.ts';
import { PointSet } from '../../../../../webview/map/shared/pointSet.ts';
import { asTimes, likelyUnit } from '../../../../../webview/map/colours/timeFields.ts';
import { isDim, looksDim, stylePoints } from '../../../../../webview/map/colours/pointStyles.ts';

const categories: ColumnData = {
  column: { kind: 'category', name: 'class', labels: ['verb', 'noun'], counts: [3, 2] },
  values: Uint16Array.of(1, 0, missingLabel, 0, 0, 1),
};
const numbers: ColumnData = {
  column: { kind: 'number', name: 'rank', min: 10, max: 30 },
  values: Float32Array.of(10, Number.NaN, 30, 20),
};

function stylesOf(
  count: number,
  data: ColumnData,
  filter: LegendFilter,
  highlighted: PointSet | undefined,
  state: ViewState = defaultViewState,
): Uint8Array {
  return stylePoints(count, createColouring(data, filter, state), filter, highlighted);
}

describe('legend', () => {
  it('counts the points on the map, in the field’s order and what is missing last', () => {
    const legend = legendOf(createColouring(categories, allPass, defaultViewState));
    expect(
      legend.kind === 'categories' && legend.entries.map(({ label, count }) => [label, count]),
    ).toEqual([
      ['verb', 3],
      ['noun', 2],
      ['', 1],
    ]);
  });

  it('shows each category as the points do', () => {
    const legend = legendOf(createColouring(categories, allPass, defaultViewState));
    const styles = stylesOf(6, categories, allPass, undefined);
    const drawn = [1, 0, 2].map((index) => [styles[index * 4], styles[index * 4 + 1]]);
    expect(
      legend.kind === 'categories' && legend.entries.map(({ entry, marker }) => [entry, marker]),
    ).toEqual(drawn);
  });

  it('colours the largest of many categories, the chosen ones, and all on request', () => {
    const labels = Array.from({ length: 25 }, (_, at) => `label ${at}`);
    const many: ColumnData = {
      column: { kind: 'category', name: 'class', labels, counts: labels.map(() => 1) },
      values: Uint16Array.from(labels, (_, at) => at),
    };
    const chosen = { kind: 'labels', chosen: new Set([20]) } as const;
    const coloured = (filter: LegendFilter, state: ViewState = defaultViewState): number[] => {
      const legend = legendOf(createColouring(many, filter, state));
      if (legend.kind !== 'categories') return [];
      const styles = stylesOf(25, many, filter, undefined, state);
      for (const { category, entry, isPlain } of legend.entries) {
        expect(styles[4 * category]).toBe(entry);
        expect(isPlain).toBe(entry === missingEntry);
      }
      return legend.entries.filter(({ isPlain }) => !isPlain).map(({ category }) => category);
    };
    const first = Array.from({ length: 11 }, (_, at) => at);
    expect(coloured(allPass)).toEqual(first);
    expect(coloured(chosen)).toEqual([...first, 20]);
    expect(coloured(allPass, { ...defaultViewState, showsAllCategories: true })).toHaveLength(25);
  });

  it('counts the selected points of each category', () => {
    const selected = new PointSet(6, Uint32Array.of(0, 2, 5));
    expect([...(selectedCounts(categories, selected) ?? [])]).toEqual([
      [1, 2],
      [missingLabel, 1],
    ]);
    expect(selectedCounts(categories, new PointSet(6, new Uint32Array(0)))).toBeUndefined();
    expect(selectedCounts(numbers, selected)).toBeUndefined();
  });

  it('gives the range of a number field and how many lack it', () => {
    expect(legendOf(createColouring(numbers, allPass, defaultViewState))).toEqual({
      kind: 'gradient',
      min: 10,
      max: 30,
      missing: 1,
    });
  });
});

describe('styles of points', () => {
  it('dim categories that are not chosen', () => {
    const chosen = { kind: 'labels', chosen: new Set([0, missingLabel]) } as const;
    const styles = stylesOf(6, categories, chosen, undefined);
    const dim = [0, 1, 2, 3, 4, 5].filter((index) => isDim(styles, index));
    expect(dim).toEqual([0, 5]);
  });

  it('dim numbers outside of a range, and what has none', () => {
    const styles = stylesOf(4, numbers, { kind: 'range', min: 20, max: 30 }, undefined);
    expect([0, 1, 2, 3].filter((index) => isDim(styles, index))).toEqual([0, 1]);
  });

  it('mute points that are not highlighted, which remain selectable', () => {
    const found = new PointSet(4, Uint32Array.of(2));
    const styles = stylesOf(4, numbers, allPass, found);
    expect([0, 1, 2, 3].filter((index) => looksDim(styles, index))).toEqual([0, 1, 3]);
    expect([0, 1, 2, 3].filter((index) => isDim(styles, index))).toEqual([]);
  });

  it('put numbers on the gradient and apart what is missing', () => {
    const styles = stylesOf(4, numbers, allPass, undefined);
    expect([styles[0], styles[4], styles[8], styles[12]]).toEqual([16, missingEntry, 255, 136]);
  });

  it('spread over the whole gradient within the range of the filter', () => {
    const range = { kind: 'range', min: 20, max: 30 } as const;
    const styles = stylesOf(4, numbers, range, undefined);
    expect([styles[8], styles[12]]).toEqual([255, 16]);
  });

  it('have the middle of the gradient if all numbers are the same', () => {
    const same: ColumnData = {
      column: { kind: 'number', name: 'rank', min: 5, max: 5 },
      values: Float32Array.of(5),
    };
    expect(stylesOf(1, same, allPass, undefined)[0]).toBe(136);
  });

  it('are plain without a field', () => {
    expect([...stylePoints(2, undefined, allPass, undefined)]).toEqual(
      Array.from({ length: 8 }, () => 0),
    );
  });

  it('come from the bytes beside the column', () => {
    const data = Float64Array.of(10, Number.NaN, 30, 20).buffer;
    const column = readColumn(numbers.column, data);
    expect([0, 1, 2].map((index) => valueText(column, index))).toEqual(['10', '', '30']);
    expect(valueText(categories, 3)).toBe('verb');
    expect(valueText(categories, 2)).toBe('');
  });
});

describe('the legend’s filter in words of the service', () => {
  it('names labels and ranges', () => {
    const labels = { kind: 'labels', chosen: new Set([1, 0]) } as const;
    expect([
      toMetadataFilter(labels, categories),
      toMetadataFilter({ kind: 'range', min: 1, max: 2 }, numbers),
      toMetadataFilter(allPass, numbers),
    ]).toEqual([{ class: { $in: ['noun', 'verb'] } }, { rank: { $gte: 1, $lte: 2 } }, undefined]);
  });

  it('has one for times that are numbers, in their own unit, and none for those that are texts', () => {
    const seconds: ColumnData = {
      column: { kind: 'number', name: 'at', min: 1e9, max: 2e9 },
      values: Float64Array.of(1e9, 2e9),
    };
    const texts: ColumnData = {
      column: { kind: 'time', name: 'day', type: 'plainDate', min: 0, max: 1e12 },
      values: Float64Array.of(0, 1e12),
    };
    const range = { kind: 'range', min: 1.5e12, max: 2e12 } as const;
    expect(likelyUnit(seconds)).toBe('seconds');
    expect(toMetadataFilter(range, asTimes(seconds, 'seconds'))).toEqual({
      at: { $gte: 1.5e9, $lte: 2e9 },
    });
    expect(toMetadataFilter(range, texts)).toBeUndefined();
  });

  it('is undefined for records without the field', () => {
    const labels = { kind: 'labels', chosen: new Set([1, missingLabel]) } as const;
    expect(toMetadataFilter(labels, categories)).toBeUndefined();
  });
});

describe('a filter for selected points', () => {
  it('names the values of the field, or its range if that is narrow', () => {
    expect(filterOfPoints(categories, Uint32Array.of(0, 5))).toEqual({ class: { $in: ['noun'] } });
    expect(filterOfPoints(numbers, Uint32Array.of(0))).toEqual({ rank: { $gte: 10, $lte: 10 } });
  });

  it('is undefined if the field does not separate the points from the others', () => {
    expect(filterOfPoints(categories, Uint32Array.of(0, 1))).toBeUndefined();
    expect(filterOfPoints(categories, Uint32Array.of(0, 2))).toBeUndefined();
    expect(filterOfPoints(numbers, Uint32Array.of(0, 2))).toBeUndefined();
    expect(filterOfPoints(numbers, Uint32Array.of(0, 1))).toBeUndefined();
    expect(filterOfPoints(undefined, Uint32Array.of(0))).toBeUndefined();
  });
});
