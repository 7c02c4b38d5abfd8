import { describe, expect, it } from 'vitest';
import type { ChartData } from '../../../../src/protocol/study.ts';
import { ticks } from '../../../../webview/study/charts/axes.ts';
import { colourVariables, seriesStyle } from '../../../../webview/study/charts/chart.ts';
import { svgText, type ChartTheme } from '../../../../webview/study/charts/saveChart.ts';
import { studyCharts } from '../../../../webview/study/charts/studyCharts.ts';

const run = {
  n: 4,
  mean: 0.5,
  interval: { low: 0.2, high: 0.8 },
  precision: [1, 0.5],
  recall: [0.25, 0.25],
};
const data: ChartData = {
  measure: 'nDCG@10',
  runs: [
    { ...run, run: 'a' },
    { ...run, run: 'b', mean: 0.6 },
  ],
  differences: { low: -1, high: 1, counts: [0, 1, 2, 1, 0] },
  scores: {
    relevant: { low: 0, high: 1, counts: [0, 3] },
    others: { low: 0, high: 1, counts: [2, 1] },
    best: { cutoff: 0.5, isHigherBetter: true, kept: 1, wronglyKept: 1 / 3 },
  },
};
const theme: ChartTheme = {
  background: '#101010',
  font: '"Segoe UI", sans-serif',
  colours: { ...colourVariables, text: '#eeeeee' },
};

describe('the charts of a study', () => {
  const charts = studyCharts(data, (id) => `<${id}>`, 'b');

  it('have the numbers behind each of them', () => {
    expect(charts.map(({ name, head, rows }) => [name, head.length, rows.length])).toEqual([
      ['runs', 4, 2],
      ['differences', 3, 5],
      ['precision', 3, 2],
      ['recall', 3, 2],
      ['scores', 4, 2],
    ]);
    expect(charts[0]?.rows[1]).toEqual(['<b>', '4', '0.6000', '0.2000 to 0.8000']);
    expect(charts[4]?.title).toContain(
      'keeps 100% of the relevant and 33% of the other judged hits',
    );
  });

  it('are saved with the colours of the theme and without unescaped names', () => {
    for (const chart of charts) {
      const svg = svgText(chart, theme);
      expect(svg).toContain('fill="#101010"');
      expect(svg).toContain('&quot;Segoe UI&quot;');
      expect(svg.replaceAll(/<\/?(svg|title|rect|polyline|circle|text)\b[^<>]*>/g, '')).not.toMatch(
        /[<>]/,
      );
    }
  });

  it('stay inside their frame', () => {
    for (const { shapes, size } of charts)
      for (const shape of shapes) {
        const points = shape.kind === 'line' ? shape.points : [shape.at];
        for (const [x, y] of points)
          expect([x >= 0 && x <= size[0], y >= 0 && y <= size[1]]).toEqual([true, true]);
      }
  });

  it('tell ten runs apart without colour alone', () => {
    const styles = Array.from({ length: 10 }, (_, at) => seriesStyle(at));
    expect(new Set(styles.map(({ colour, dash }) => `${colour} ${dash}`)).size).toBe(10);
  });
});

describe('the ticks of an axis', () => {
  it.each([
    [{ low: 0, high: 1 }, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [{ low: -1, high: 1 }, [-1, -0.5, 0, 0.5, 1]],
    [{ low: 1, high: 10 }, [2, 4, 6, 8, 10]],
    [{ low: 3, high: 3 }, [3]],
  ])('are round: %j', (range, expected) => {
    expect(ticks(range)).toEqual(expected.map((one) => expect.closeTo(one, 9)));
  });
});
