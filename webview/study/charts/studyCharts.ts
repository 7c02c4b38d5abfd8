import type { Histogram } from '../../../src/model/evaluation/charts/histogram.ts';
import type { ChartData, ScoreChart } from '../../../src/protocol/study.ts';
import { formatScore, formatShare } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';
import { axes, type Axes } from './axes.ts';
import { seriesStyle, type Chart, type ChartColour, type Shape } from './chart.ts';

const size = [460, 250] as const;
const rowHeight = 26;

type NameOf = (run: string) => string;

/** Returns the charts of compared runs. `focus` is the run of differences and scores. */
export function studyCharts(data: ChartData, nameOf: NameOf, focus: string): readonly Chart[] {
  return [
    intervalChart(data, nameOf),
    differenceChart(data, nameOf(data.runs[0]?.run ?? ''), nameOf(focus)),
    depthChart(data, nameOf, 'precision'),
    depthChart(data, nameOf, 'recall'),
    ...(data.scores ? [scoreChart(data.scores, nameOf(focus))] : []),
  ];
}

function intervalChart({ measure, runs }: ChartData, nameOf: NameOf): Chart {
  const height = 64 + runs.length * rowHeight;
  const frame = axes({
    size: [size[0], height],
    across: { low: 0, high: 1 },
    up: { low: 0, high: 0 },
    acrossTitle: measure,
    upTitle: '',
  });
  const rows = runs.flatMap(({ run, mean, interval }, at): Shape[] => {
    const y = 26 + at * rowHeight;
    const { colour } = seriesStyle(at);
    const { low, high } = interval ?? { low: mean, high: mean };
    return [
      { kind: 'text', at: [frame.x(0) + 6, y], text: nameOf(run), anchor: 'start', colour: 'text' },
      {
        kind: 'line',
        points: [
          [frame.x(low), y + 8],
          [frame.x(high), y + 8],
        ],
        colour,
      },
      ...[low, high].map((end): Shape => ({
        kind: 'line',
        points: [
          [frame.x(end), y + 4],
          [frame.x(end), y + 12],
        ],
        colour,
      })),
      { kind: 'dot', at: [frame.x(mean), y + 8], colour },
    ];
  });
  return {
    name: 'runs',
    title: t('{0} by run, with 95% intervals', measure),
    size: [size[0], height],
    shapes: [...frame.shapes.filter((shape) => !isUpTick(shape)), ...rows],
    head: [t('Run'), 'n', measure, t('95% interval')],
    rows: runs.map(({ run, n, mean, interval }) => [
      nameOf(run),
      String(n),
      mean.toFixed(4),
      interval ? t('{0} to {1}', interval.low.toFixed(4), interval.high.toFixed(4)) : '',
    ]),
  };
}

/** Rows have names instead of numbers. */
function isUpTick(shape: Shape): boolean {
  return shape.kind === 'text' && shape.anchor === 'end' && shape.text === '0' && shape.at[0] < 46;
}

function differenceChart(
  { measure, differences }: ChartData,
  before: string,
  after: string,
): Chart {
  const most = Math.max(...differences.counts, 1);
  const frame = axes({
    size,
    across: differences,
    up: { low: 0, high: most },
    acrossTitle: t('difference of {0}', measure),
    upTitle: t('questions'),
  });
  return {
    name: 'differences',
    title: t('Differences by question: {1} compared with {0}', before, after),
    size,
    shapes: [
      ...frame.shapes,
      ...bars(differences, frame, 'series0'),
      {
        kind: 'line',
        points: [
          [frame.x(0), frame.y(0)],
          [frame.x(0), frame.y(most)],
        ],
        colour: 'text',
        dash: '3 3',
        isThin: true,
      },
    ],
    head: [t('From'), t('To'), t('Questions')],
    rows: rangesOf(differences).map(({ low, high, count }) => [
      low.toFixed(2),
      high.toFixed(2),
      String(count),
    ]),
  };
}

function depthChart({ runs }: ChartData, nameOf: NameOf, which: 'precision' | 'recall'): Chart {
  const depth = Math.max(...runs.map((run) => run[which].length), 1);
  const letter = which === 'precision' ? 'P' : 'R';
  const frame = axes({
    size,
    across: { low: 1, high: Math.max(depth, 2) },
    up: { low: 0, high: 1 },
    acrossTitle: t('depth k'),
    upTitle: `${letter}@k`,
  });
  const lines = runs.flatMap((run, at): Shape[] => {
    const { colour, dash } = seriesStyle(at);
    const points = run[which].map((value, place) => [frame.x(place + 1), frame.y(value)] as const);
    const y = 14 + at * 14;
    return [
      { kind: 'line', points, colour, dash },
      {
        kind: 'line',
        points: [
          [size[0] - 170, y - 4],
          [size[0] - 142, y - 4],
        ],
        colour,
        dash,
      },
      {
        kind: 'text',
        at: [size[0] - 136, y],
        text: nameOf(run.run),
        anchor: 'start',
        colour: 'text',
      },
    ];
  });
  return {
    name: which,
    title: which === 'precision' ? t('Precision by depth') : t('Recall by depth'),
    size,
    shapes: [...frame.shapes, ...lines],
    head: ['k', ...runs.map(({ run }) => nameOf(run))],
    rows: Array.from({ length: depth }, (_, at) => [
      String(at + 1),
      ...runs.map((run) => run[which][at]?.toFixed(4) ?? ''),
    ]),
  };
}

function scoreChart({ relevant, others, best }: ScoreChart, run: string): Chart {
  const most = Math.max(...relevant.counts, ...others.counts, 1);
  const frame = axes({
    size,
    across: relevant,
    up: { low: 0, high: most },
    acrossTitle: t('score'),
    upTitle: t('hits'),
  });
  const found = best
    ? best.isHigherBetter
      ? t(
          'A score of at least {0} keeps {1} of the relevant and {2} of the other judged hits.',
          formatScore(best.cutoff),
          formatShare(best.kept),
          formatShare(best.wronglyKept),
        )
      : t(
          'A score of at most {0} keeps {1} of the relevant and {2} of the other judged hits.',
          formatScore(best.cutoff),
          formatShare(best.kept),
          formatShare(best.wronglyKept),
        )
    : t('There are not both relevant and other judged hits.');
  return {
    name: 'scores',
    title: t('Scores of relevant hits (filled) and others (outlined) of {0}. {1}', run, found),
    size,
    shapes: [
      ...frame.shapes,
      ...bars(relevant, frame, 'series2'),
      ...bars(others, frame, 'series1', true),
      ...(best
        ? [
            {
              kind: 'line' as const,
              points: [
                [frame.x(best.cutoff), frame.y(0)],
                [frame.x(best.cutoff), frame.y(most)],
              ] as const,
              colour: 'text' as const,
              dash: '3 3',
            },
          ]
        : []),
    ],
    head: [t('From'), t('To'), t('Relevant'), t('Others')],
    rows: rangesOf(relevant).map(({ low, high, count }, at) => [
      formatScore(low),
      formatScore(high),
      String(count),
      String(others.counts[at] ?? 0),
    ]),
  };
}

function bars(
  values: Histogram,
  { x, y }: Axes,
  colour: ChartColour,
  isHollow = false,
): readonly Shape[] {
  const inset = isHollow ? 3 : 1;
  return rangesOf(values).flatMap(({ low, high, count }): Shape[] => {
    if (count === 0) return [];
    const width = Math.max(x(high) - x(low) - 2 * inset, 1);
    const height = y(0) - y(count);
    return [
      { kind: 'bar', at: [x(low) + inset, y(count)], size: [width, height], colour, isHollow },
    ];
  });
}

function rangesOf({ low, high, counts }: Histogram) {
  const width = (high - low) / counts.length;
  return counts.map((count, at) => ({
    low: low + at * width,
    high: low + (at + 1) * width,
    count,
  }));
}
