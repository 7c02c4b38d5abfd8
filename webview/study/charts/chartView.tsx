import type { VNode } from 'preact';
import { t } from '../../shared/l10n.ts';
import { colourVariables, fontSizePx, type Chart, type Shape } from './chart.ts';
import { pointsText } from './saveChart.ts';

export type ChartViewProps = {
  readonly chart: Chart;
  readonly onSave: (chart: Chart, format: 'svg' | 'png') => void;
};

/** A chart with its numbers as a table, and buttons that save it. */
export function ChartView({ chart, onSave }: ChartViewProps): VNode {
  const { title, size, shapes, name } = chart;
  const [width, height] = size;
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <svg
        role="img"
        aria-label={title}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        font-size={fontSizePx}
      >
        {shapes.map((shape, at) => (
          <ShapeView key={at} shape={shape} />
        ))}
      </svg>
      <details>
        <summary>{t('Numbers')}</summary>
        <NumberTable chart={chart} />
      </details>
      <div class="choices">
        {(['svg', 'png'] as const).map((format) => (
          <button
            key={format}
            type="button"
            class="link-button"
            aria-label={t('Save as {1}: {0}', name, format.toUpperCase())}
            onClick={() => onSave(chart, format)}
          >
            {t('Save as {0}', format.toUpperCase())}
          </button>
        ))}
      </div>
    </figure>
  );
}

function ShapeView({ shape }: { readonly shape: Shape }): VNode {
  const colour = `var(${colourVariables[shape.colour]}, currentcolor)`;
  switch (shape.kind) {
    case 'line':
      return (
        <polyline
          points={pointsText(shape.points)}
          style={{ fill: 'none', stroke: colour, strokeWidth: shape.isThin ? 1 : 2 }}
          stroke-dasharray={shape.dash}
        />
      );
    case 'bar':
      return (
        <rect
          x={shape.at[0]}
          y={shape.at[1]}
          width={shape.size[0]}
          height={shape.size[1]}
          style={shape.isHollow ? { fill: 'none', stroke: colour } : { fill: colour }}
        />
      );
    case 'dot':
      return <circle cx={shape.at[0]} cy={shape.at[1]} r={4} style={{ fill: colour }} />;
    case 'text':
      return (
        <text x={shape.at[0]} y={shape.at[1]} text-anchor={shape.anchor} style={{ fill: colour }}>
          {shape.text}
        </text>
      );
  }
}

function NumberTable({ chart }: { readonly chart: Chart }): VNode {
  return (
    <table>
      <thead>
        <tr>
          {chart.head.map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {chart.rows.map((row, at) => (
          <tr key={at}>
            {row.map((cell, column) => (
              <td key={column} class={column > 0 ? 'numeric' : undefined}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
