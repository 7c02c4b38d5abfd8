import type { VNode } from 'preact';
import type { ComparisonSummary } from '../../src/model/evaluation/compareRuns.ts';
import type { ValidStudy } from '../../src/protocol/study.ts';
import { t } from '../shared/l10n.ts';
import { AnswersView } from './answersView.tsx';
import { ChartsView } from './chartsView.tsx';
import { ChangeList } from './changeList.tsx';
import type { Comparing, ShownComparison } from './comparing.ts';
import { formatInterval, formatP, formatSigned } from './formatStatistics.ts';
import { setupOf } from './setupOf.ts';

type Props = { readonly comparing: Comparing; readonly state: ValidStudy };

/** How runs differ from one of them: each measure with interval, p and smallest difference, then the questions. */
export function ComparisonView({ comparing, state }: Props): VNode | null {
  const { shown } = comparing;
  if (!shown) return null;
  const names = shown.after.map((id) => setupOf(state, id)).join(', ');
  return (
    <section class="comparison" aria-label={t('Comparison')}>
      <h2>{t('{1} compared with {0}', setupOf(state, shown.before), names)}</h2>
      <MeasureTable shown={shown} state={state} />
      <ChartsView comparing={comparing} state={state} />
      <ChangeList comparing={comparing} state={state} />
      <AnswersView comparing={comparing} state={state} />
    </section>
  );
}

function MeasureTable(props: {
  readonly shown: ShownComparison;
  readonly state: ValidStudy;
}): VNode {
  const { shown, state } = props;
  const { after: runs, summaries } = shown;
  const isSeveral = runs.length > 1;
  const numeric = [
    t('Mean'),
    t('Difference'),
    t('95% interval'),
    isSeveral ? t('p (Holm)') : 'p',
    t('Smallest shown'),
    t('Won, lost, same'),
  ];
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('Measure')}</th>
          {isSeveral && <th scope="col">{t('Run')}</th>}
          {numeric.map((title) => (
            <th key={title} scope="col" class="numeric">
              {title}
            </th>
          ))}
          <th scope="col">{t('Verdict')}</th>
        </tr>
      </thead>
      <tbody>
        {state.measures.flatMap((measure, at) =>
          runs.flatMap((run, place) => {
            const summary = summaries[place]?.[at];
            return summary ? (
              <tr key={`${measure} ${run}`}>
                {place === 0 && (
                  <th scope="rowgroup" rowSpan={runs.length}>
                    {measure}
                  </th>
                )}
                {isSeveral && <td>{setupOf(state, run)}</td>}
                <SummaryCells summary={summary} />
              </tr>
            ) : (
              []
            );
          }),
        )}
      </tbody>
    </table>
  );
}

function SummaryCells({ summary }: { readonly summary: ComparisonSummary }): VNode {
  const { before, after, difference, interval, adjustedP, smallestDifference } = summary;
  const { wins, losses, ties } = summary;
  return (
    <>
      <td class="numeric">{t('{0} to {1}', before.toFixed(3), after.toFixed(3))}</td>
      <td class="numeric">{formatSigned(difference)}</td>
      <td class="numeric">{interval && formatInterval(interval)}</td>
      <td class="numeric">{formatP(adjustedP)}</td>
      <td class="numeric">{smallestDifference.toFixed(3)}</td>
      <td class="numeric">{`${wins}, ${losses}, ${ties}`}</td>
      <td>{verdict(summary)}</td>
    </>
  );
}

/** How many hits are judged is no quality of a run. */
function verdict({ measure, adjustedP, difference, n }: ComparisonSummary): string {
  if (measure.startsWith('Judged')) return '';
  if (adjustedP >= 0.05) return t('Cannot be told from chance with {0} questions', n);
  return difference > 0 ? t('Better') : t('Worse');
}
