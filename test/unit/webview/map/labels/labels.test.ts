import { describe, expect, it } from 'vitest';
import { missingLabel } from '../../../../../src/model/map/map.ts';
import { boundsOf, fitCamera } from '../../../../../webview/map/camera/camera.ts';
import type { ColumnData } from '../../../../../webview/map/shared/columnData.ts';
import { cellOf, densityOf } from '../../../../../webview/map/density/density.ts';
import { distinctTerms } from '../../../../../webview/map/labels/distinctTerms.ts';
import { makeLabels } from '../../../../../webview/map/labels/makeLabels.ts';
import type { Label } from '../../../../../webview/map/labels/label.ts';
import { findDensityPeaks } from '../../../../../webview/map/labels/densityPeaks.ts';
import { placeLabels } from '../../../../../webview/map/labels/placeLabels.ts';
import { seededRandom } from '../../../../support/random.ts';

const subjects = ['invoice payment refund', 'flight hotel beach', 'virus doctor fever'];

describe('density', () => {
  it('keeps every point that is far from the edge', () => {
    const xy = heaps(900);
    const bounds = { minX: -20, minY: -20, maxX: 30, maxY: 30 };
    const { values } = densityOf(xy, bounds, { cells: 60, radius: 2 });
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(900, 1);
  });

  it('leaves out what has no place', () => {
    const density = densityOf(Float32Array.of(0, 0, 1, 1), square, { cells: 4, radius: 0 });
    expect([cellOf(density, Number.NaN, 0), cellOf(density, 2, 0)]).toEqual([-1, -1]);
    expect([cellOf(density, 0, 0), cellOf(density, 1, 1)]).toEqual([0, 15]);
  });
});

describe('hills', () => {
  it('are found one per cluster, each with its points', () => {
    const xy = heaps(900);
    const density = densityOf(xy, boundsOf(xy)!, { cells: 96, radius: 4 });
    const { tops, peakOf } = findDensityPeaks(density);
    expect(tops.length).toBe(3);
    const peaks = [0, 1, 2].map((heap) => {
      const found = Array.from({ length: 300 }, (_, at) => 3 * at + heap).map(
        (index) => peakOf[cellOf(density, xy[2 * index]!, xy[2 * index + 1]!)],
      );
      return [...new Set(found.filter((peak) => peak !== -1))];
    });
    expect(new Set(peaks.flat())).toEqual(new Set([0, 1, 2]));
  });

  it('are empty without points', () => {
    const density = densityOf(new Float32Array(0), square, { cells: 8, radius: 1 });
    expect(findDensityPeaks(density).tops.length).toBe(0);
  });
});

describe('words for groups', () => {
  it('are those that set a group apart, not those that all have', () => {
    const texts = Array.from({ length: 30 }, (_, at) => `the text about ${subjects[at % 3]}`);
    const groupOf = Int32Array.from(texts, (_, at) => at % 3);
    expect(distinctTerms({ texts, columns: [] }, groupOf, 3)).toEqual(
      subjects.map((words) => words.split(' ').sort().join(', ')),
    );
  });

  it('are no stop words, though only one group has them', () => {
    const texts = Array.from({ length: 30 }, (_, at) =>
      at % 2 === 0 ? 'how would you invoice' : 'beach',
    );
    const groupOf = Int32Array.from(texts, (_, at) => at % 2);
    expect(distinctTerms({ texts, columns: [] }, groupOf, 2)).toEqual(['invoice', 'beach']);
  });

  it('are named once, and must be clearly more frequent in the group than overall', () => {
    const texts = Array.from({ length: 300 }, (_, at) => {
      const own = at % 10 === 0 ? 'a chart of charts' : 'something';
      return at % 10 === 0 || at % 3 === 0 ? `you see ${own}` : own;
    });
    const groupOf = Int32Array.from(texts, (_, at) => Math.min(at % 10, 1));
    expect(distinctTerms({ texts, columns: [] }, groupOf, 2)[0]).toBe('chart');
  });

  it('are a label where one says more', () => {
    const texts = Array.from({ length: 30 }, () => 'all the same');
    const column: ColumnData = {
      column: { kind: 'category', name: 'class', labels: ['plant', 'animal'], counts: [20, 9] },
      values: Uint16Array.from(texts, (_, at) => (at === 29 ? missingLabel : Number(at < 10))),
    };
    const groupOf = Int32Array.from(texts, (_, at) => Number(at < 10));
    expect(distinctTerms({ texts, columns: [column] }, groupOf, 2)).toEqual(['', 'animal']);
  });

  it('are empty for a group without common words', () => {
    const texts = ['ant', 'bee', 'cow', 'dog'];
    expect(distinctTerms({ texts, columns: [] }, Int32Array.of(0, 0, 0, -1), 1)).toEqual(['']);
  });
});

describe('labels', () => {
  it('are placed over their clusters, deterministically', () => {
    const xy = heaps(900);
    const texts = Array.from({ length: 900 }, (_, at) => subjects[at % 3]!);
    const labels = makeLabels(xy, boundsOf(xy)!, { ids: texts, texts, columns: [] });
    const coarse = labels.slice(0, 3);
    expect(coarse.map(({ text }) => text).sort()).toEqual([
      'beach, flight, hotel',
      'doctor, fever, virus',
      'invoice, payment, refund',
    ]);
    for (const { x, y, text } of coarse) {
      const heap = subjects.findIndex((words) => text.includes(words.split(' ')[0]!));
      expect(Math.hypot(x - centres[heap]![0], y - centres[heap]![1])).toBeLessThan(0.7);
    }
    expect(makeLabels(xy, boundsOf(xy)!, { ids: texts, texts, columns: [] })).toEqual(labels);
  });

  it('name points at the top if nothing sets a heap apart, unless it is long', () => {
    const xy = heaps(900);
    const ids = Array.from({ length: 900 }, (_, at) => `point ${at}`);
    const texts = ids.map(() => '');
    const [first] = makeLabels(xy, boundsOf(xy)!, { ids, texts, columns: [] });
    expect(first).toMatchObject({
      isExample: true,
      text: expect.stringMatching(/^point \d+, point \d+ …$/),
    });
    const long = ids.map((id) => id.repeat(20));
    expect(makeLabels(xy, boundsOf(xy)!, { ids: long, texts, columns: [] })).toEqual([]);
  });

  it('never overlap, are never cut off, and say each thing once', () => {
    const random = seededRandom(11);
    const labels = Array.from({ length: 400 }, (_, at): Label => {
      const place = { x: random() * 10, y: random() * 6 };
      return { ...place, text: `word ${at % 50}`, weight: 400 - at, isExample: false, fromZoom: 0 };
    });
    const size = { width: 800, height: 500 };
    const camera = fitCamera({ minX: 0, minY: 0, maxX: 10, maxY: 6 }, size);
    const metrics = { heightPx: 18, widthOf: () => 90 };
    const placed = placeLabels(labels, { camera, size, zoomRatio: 1 }, metrics);
    expect(placed.length).toBeGreaterThan(10);
    const overlapping = placed.filter((one, at) =>
      placed.some(
        (other, place) =>
          place < at && Math.abs(one.x - other.x) < 90 && Math.abs(one.y - other.y) < 18,
      ),
    );
    expect(overlapping).toEqual([]);
    expect(new Set(placed.map(({ label }) => label.text)).size).toBe(placed.length);
    expect(placed.filter(({ x, y }) => x < 45 || x > 755 || y < 9 || y > 491)).toEqual([]);
  });

  it('do not repeat the text of a larger one', () => {
    const label = (text: string, x: number): Label => {
      return { x, y: 0, text, weight: 9, isExample: false, fromZoom: 0 };
    };
    const labels = [label('republic, people', -200), label('republic, people, vote', 200)];
    const others = [label('people', 0), label('republics', 100)];
    const view = {
      camera: { x: 0, y: 0, scale: 1 },
      size: { width: 800, height: 100 },
      zoomRatio: 1,
    };
    const placed = placeLabels([...labels, ...others], view, plain);
    expect(placed.map((one) => one.label.text)).toEqual(['republic, people', 'republics']);
  });

  it('of finer levels appear at a closer zoom', () => {
    const label: Label = { x: 0, y: 0, text: 'fine', weight: 9, isExample: false, fromZoom: 4 };
    const size = { width: 100, height: 100 };
    const seenAt = (zoomRatio: number): number =>
      placeLabels([label], { camera: { x: 0, y: 0, scale: 1 }, size, zoomRatio }, plain).length;
    expect([seenAt(1), seenAt(4)]).toEqual([0, 1]);
  });
});

const square = { minX: 0, minY: 0, maxX: 1, maxY: 1 };
const plain = { heightPx: 10, widthOf: () => 30 };
const centres = [
  [0, 0],
  [9, 1],
  [4, 8],
] as const;

/** Three round heaps, taken in turn. */
function heaps(count: number): Float32Array {
  const random = seededRandom(5);
  const xy = new Float32Array(count * 2);
  for (let index = 0; index < count; index++) {
    const [x, y] = centres[index % 3]!;
    xy[2 * index] = x + random() + random() + random() - 1.5;
    xy[2 * index + 1] = y + random() + random() + random() - 1.5;
  }
  return xy;
}

describe('labels of a map that categories colour', () => {
  const names = ['bills', 'trips', 'health'];
  const categories: ColumnData = {
    column: {
      kind: 'category',
      name: 'topic',
      labels: [...names, 'rare'],
      counts: [299, 300, 300, 1],
    },
    values: Uint16Array.from({ length: 900 }, (_, at) => (at === 0 ? 3 : at % 3)),
  };
  const labelled = { ids: [], texts: [], columns: [categories], colouring: categories };

  it('are the names of the categories at their positions in any layout', () => {
    const xy = heaps(900);
    const turned = Float32Array.from(
      xy,
      (_, at) => (at % 2 === 0 ? -xy[at + 1]! : xy[at - 1]!) + 3,
    );
    const namesOn = (places: Float32Array): string[] =>
      makeLabels(places, boundsOf(places)!, labelled)
        .map(({ text }) => text)
        .sort();
    expect(namesOn(xy)).toEqual(names.toSorted());
    expect(namesOn(turned)).toEqual(names.toSorted());
    for (const { text, x, y } of makeLabels(xy, boundsOf(xy)!, labelled)) {
      const own = Array.from({ length: 299 }, (_, at) => 3 * (at + 1) + names.indexOf(text));
      const distance = own.map((index) => Math.hypot(xy[2 * index]! - x, xy[2 * index + 1]! - y));
      expect(distance.toSorted((a, b) => a - b)[150]).toBeLessThan(4);
    }
  });

  it('are words if no category is distinctive', () => {
    const xy = heaps(900);
    const values = Uint16Array.from({ length: 900 }, (_, at) => Math.floor(at / 3) % 3);
    const mixed = { column: { ...categories.column, counts: [300, 300, 300, 0] }, values } as const;
    const texts = Array.from({ length: 900 }, (_, at) => subjects[at % 3]!);
    const labels = makeLabels(xy, boundsOf(xy)!, {
      ...labelled,
      texts,
      colouring: mixed,
      columns: [],
    });
    expect(labels.some(({ text }) => text.includes('invoice'))).toBe(true);
    expect(labels.some(({ text }) => names.includes(text))).toBe(false);
  });
});
