import type { VNode } from 'preact';
import type { ValidStudy } from '../../src/protocol/study.ts';
import { t } from '../shared/l10n.ts';
import type { Comparing } from './comparing.ts';
import { setupOf } from './setupOf.ts';
import { ChartView } from './charts/chartView.tsx';
import { studyCharts } from './charts/studyCharts.ts';

/** The charts of the compared runs. Their data is read when they are opened. */
export function ChartsView(props: {
  readonly comparing: Comparing;
  readonly state: ValidStudy;
}): VNode {
  const { comparing, state } = props;
  const { charts, focus } = comparing;
  return (
    <>
      <button
        type="button"
        class="control"
        aria-expanded={comparing.isCharted}
        onClick={() => void comparing.chart(!comparing.isCharted)}
      >
        {comparing.isCharted ? t('Hide Charts') : t('Show Charts')}
      </button>
      {charts && focus && (
        <div class="charts">
          {studyCharts(charts, (run) => setupOf(state, run), focus.run).map((chart) => (
            <ChartView
              key={chart.name}
              chart={chart}
              onSave={(one, format) => void comparing.save(one, format)}
            />
          ))}
        </div>
      )}
    </>
  );
}
