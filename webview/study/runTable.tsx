import type { VNode } from 'preact';
import type { RunSummary, ValidStudy } from '../../src/protocol/study.ts';
import { formatAge, formatReadUnits, formatSentence } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import type { StudyController } from './studyController.ts';

/** The runs, newest first: means with intervals, and which are compared. */
export function RunTable(props: { controller: StudyController; state: ValidStudy }): VNode {
  const { controller, state } = props;
  const { runs, measures } = state;
  return (
    <table class="runs">
      <caption class="unseen">{t('Runs')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('Setup')}</th>
          <th scope="col">{t('Age')}</th>
          <th scope="col" class="numeric">
            n
          </th>
          {measures.map((name) => (
            <th key={name} scope="col" class="numeric">
              {name}
            </th>
          ))}
          {runs.length > 1 && <th scope="col">{t('Compare')}</th>}
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <RunCells run={run} />
            {runs.length > 1 && (
              <td>
                <CompareChoice controller={controller} run={run} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RunCells({ run }: { readonly run: RunSummary }): VNode {
  const { setup, isComplete, means, n, notes, startedAtMs, answered, readUnits } = run;
  return (
    <>
      <th scope="row" title={notes.map(formatSentence).join('\n')}>
        {setup}
        {!isComplete && <span class="dim">{` ${t('(cut after {0})', answered)}`}</span>}
        {readUnits > 0 && <span class="dim">{` ${formatReadUnits(readUnits)}`}</span>}
        {notes.map((note) => (
          <span key={note} class="note">
            {formatSentence(note)}
          </span>
        ))}
      </th>
      <td class="dim">{formatAge(Date.now() - startedAtMs)}</td>
      <td class="numeric">{n}</td>
      {means.map(({ value, interval }, at) => (
        <td key={at} class="numeric">
          {value.toFixed(3)}
          {interval && (
            <span class="dim">{` ${interval.low.toFixed(2)}–${interval.high.toFixed(2)}`}</span>
          )}
        </td>
      ))}
    </>
  );
}

function CompareChoice(props: { controller: StudyController; run: RunSummary }): VNode {
  const { controller, run } = props;
  const { before, after = [] } = controller.comparing.choice ?? {};
  const choose = (baseline: string | undefined, others: readonly string[]): void => {
    const compared = others.filter((id) => id !== baseline);
    if (baseline !== undefined && compared.length > 0)
      void controller.compare({ before: baseline, after: compared });
  };
  const isCompared = after.includes(run.id);
  return (
    <span class="choices">
      <label>
        <input
          type="radio"
          name="before"
          checked={before === run.id}
          onChange={() => choose(run.id, before === undefined ? after : [...after, before])}
        />
        {t('baseline')}
      </label>
      <label>
        <input
          type="checkbox"
          checked={isCompared}
          disabled={before === run.id}
          onChange={() =>
            choose(before, isCompared ? after.filter((id) => id !== run.id) : [...after, run.id])
          }
        />
        {t('compare')}
      </label>
    </span>
  );
}
