import type { VNode } from 'preact';
import { sweepCurve, type SweepPoint } from '../../../src/model/compare/sweepCurve.ts';
import type { ComparedList } from '../../../src/protocol/notebook.ts';
import { formatShare } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';

const widthPx = 420;
const heightPx = 120;
const leftPx = 40;
const bottomPx = 20;

/** A curve of the quality of a query's result over alpha, with each value beside its point. */
export function AlphaCurve(props: {
  readonly lists: readonly ComparedList[];
  readonly alphas: readonly number[];
}): VNode {
  const { measure, points } = sweepCurve(props.lists, props.alphas);
  const title =
    measure === 'recall'
      ? t('Share of the expected records that are found, by alpha')
      : t('Overlap with the result of the largest alpha, by alpha');
  const values = points.map(({ alpha, value }) => `${alpha}: ${formatShare(value)}`).join(', ');
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <svg
        class="alpha-curve"
        viewBox={`0 0 ${widthPx} ${heightPx + bottomPx}`}
        width={widthPx}
        role="img"
        aria-label={`${title}. ${values}`}
      >
        <path class="axis" d={`M${leftPx} ${heightPx}H${widthPx - 16}`} />
        <path
          class="curve"
          d={points
            .map((point, at) => `${at === 0 ? 'M' : 'L'}${xOf(point)} ${yOf(point)}`)
            .join('')}
        />
        {points.map((point) => (
          <g key={point.alpha}>
            <circle class="curve-point" cx={xOf(point)} cy={yOf(point)} r="3.5" />
            <text x={xOf(point)} y={yOf(point) - 8} text-anchor="middle">
              {formatShare(point.value)}
            </text>
            <text x={xOf(point)} y={heightPx + 15} text-anchor="middle">
              {point.alpha}
            </text>
          </g>
        ))}
        <text x={0} y={heightPx + 15}>
          {t('alpha')}
        </text>
      </svg>
    </figure>
  );
}

function xOf({ alpha }: SweepPoint): number {
  return leftPx + alpha * (widthPx - leftPx - 32) + 8;
}

function yOf({ value }: SweepPoint): number {
  return heightPx - value * (heightPx - 28);
}
