import type { VNode } from 'preact';
import type { Comparison } from '../../src/model/evaluation/compareRuns.ts';
import type { ValidStudy } from '../../src/protocol/study.ts';
import { t } from '../shared/l10n.ts';
import type { ShownComparison } from './studyController.ts';

const mostChanges = 8;

/** How two runs differ: each measure with interval, p and smallest difference, then the questions that lost most. */
export function ComparisonView(props: {
  readonly comparison: ShownComparison;
  readonly state: ValidStudy;
}): VNode {
  const { comparison, state } = props;
  const nameOf = (id: string): string => state.runs.find((run) => run.id === id)?.setup ?? id;
  const [first] = comparison.measures;
  return (
    <section class="comparison" aria-label={t('Comparison')}>
      <h2>{t('{1} compared with {0}', nameOf(comparison.before), nameOf(comparison.after))}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('Measure')}</th>
            <th scope="col" class="numeric">
              {t('Difference')}
            </th>
            <th scope="col" class="numeric">
              {t('95% interval')}
            </th>
            <th scope="col" class="numeric">
              p
            </th>
            <th scope="col" class="numeric">
              {t('Smallest shown')}
            </th>
            <th scope="col" class="numeric">
              {t('Won, lost, same')}
            </th>
            <th scope="col">{t('Verdict')}</th>
          </tr>
        </thead>
        <tbody>
          {comparison.measures.map((one) => (
            <MeasureRow key={one.measure} comparison={one} />
          ))}
        </tbody>
      </table>
      {first && first.losses > 0 && <ChangeList comparison={first} state={state} />}
    </section>
  );
}

function MeasureRow({ comparison }: { readonly comparison: Comparison }): VNode {
  const { measure, difference, interval, adjustedP, smallestDifference, wins, losses, ties } =
    comparison;
  return (
    <tr>
      <th scope="row">{measure}</th>
      <td class="numeric">{signed(difference)}</td>
      <td class="numeric">
        {interval && t('{0} to {1}', signed(interval.low), signed(interval.high))}
      </td>
      <td class="numeric">{adjustedP < 0.001 ? '< 0.001' : adjustedP.toFixed(3)}</td>
      <td class="numeric">{smallestDifference.toFixed(3)}</td>
      <td class="numeric">{`${wins}, ${losses}, ${ties}`}</td>
      <td>{verdict(comparison)}</td>
    </tr>
  );
}

/** How many hits are judged is no quality of a run. */
function verdict({ measure, adjustedP, difference, n }: Comparison): string {
  if (measure.startsWith('Judged')) return '';
  if (adjustedP >= 0.05) return t('Cannot be told from chance with {0} questions', n);
  return difference > 0 ? t('Better') : t('Worse');
}

function ChangeList(props: { readonly comparison: Comparison; readonly state: ValidStudy }): VNode {
  const { comparison, state } = props;
  const asked = new Map(state.questions.map((one) => [one.id, one.asked]));
  return (
    <table>
      <caption>{t('Largest losses of {0}', comparison.measure)}</caption>
      <tbody>
        {comparison.changes
          .slice(0, Math.min(comparison.losses, mostChanges))
          .map(({ question, before, after }) => (
            <tr key={question}>
              <th scope="row">{asked.get(question) ?? question}</th>
              <td class="numeric">{t('{0} to {1}', before.toFixed(3), after.toFixed(3))}</td>
              <td class="numeric">{signed(after - before)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

function signed(value: number): string {
  const rounded = Math.abs(value).toFixed(3);
  return `${value < 0 && Number(rounded) > 0 ? '−' : '+'}${rounded}`;
}
