import type { VNode } from 'preact';
import type { JudgedHit, RunAnswer, ValidStudy, WhyNot } from '../../src/protocol/study.ts';
import { rowsOf, verdictText } from '../notebook/analysis/explanationText.ts';
import { formatScore, formatSentence } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import type { Comparing } from './comparing.ts';
import { setupOf } from './setupOf.ts';

type Props = { readonly comparing: Comparing; readonly state: ValidStudy };

/** The answers of two runs to one question beside each other, and why relevant records are missing. */
export function AnswersView({ comparing, state }: Props): VNode | null {
  const { open } = comparing;
  if (!open) return null;
  const asked = state.questions.find(({ id }) => id === open.question)?.asked ?? open.question;
  const [before, after] = open.answers;
  return (
    <section class="answers" aria-label={t('Answers')}>
      <h2>{asked}</h2>
      <div class="lists">
        {before && <AnswerList answer={before} other={after} {...{ comparing, state }} />}
        {after && <AnswerList answer={after} other={before} {...{ comparing, state }} />}
      </div>
    </section>
  );
}

function AnswerList(
  props: Props & { readonly answer: RunAnswer; readonly other: RunAnswer | undefined },
): VNode {
  const { answer, other, comparing, state } = props;
  const otherRanks = new Map(other?.hits.map(({ id }, at) => [id, at + 1]));
  return (
    <div>
      <table>
        <caption>{setupOf(state, answer.run)}</caption>
        <thead>
          <tr>
            <th scope="col" class="numeric">
              {t('Rank')}
            </th>
            <th scope="col">{t('Record')}</th>
            <th scope="col">{t('Grade')}</th>
            <th scope="col" class="numeric">
              {t('Score')}
            </th>
            <th scope="col" class="numeric">
              {t('Other rank')}
            </th>
          </tr>
        </thead>
        <tbody>
          {answer.hits.map((hit, at) => (
            <tr key={hit.id} class={(hit.grade ?? 0) > 0 ? 'relevant' : undefined}>
              <td class="numeric">{at + 1}</td>
              <th scope="row">{hit.id}</th>
              <td>{gradeText(hit)}</td>
              <td class="numeric">{hit.score === undefined ? '' : formatScore(hit.score)}</td>
              <td class="numeric">{otherRanks.get(hit.id) ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {answer.hits.length === 0 && <p class="dim">{t('No hits')}</p>}
      {answer.missed.map((hit) => (
        <MissedRecord key={hit.id} run={answer.run} hit={hit} comparing={comparing} />
      ))}
    </div>
  );
}

function gradeText({ grade }: JudgedHit): string {
  return grade === undefined ? t('unjudged') : String(grade);
}

function MissedRecord(props: {
  readonly run: string;
  readonly hit: JudgedHit;
  readonly comparing: Comparing;
}): VNode {
  const { run, hit, comparing } = props;
  const explanation = comparing.explanation(run, hit.id);
  return (
    <div class="missed">
      {t('{0} (grade {1}) is missing.', hit.id, hit.grade ?? 0)}{' '}
      {!explanation && (
        <button
          type="button"
          class="link-button"
          aria-label={t('Why is {0} missing?', hit.id)}
          onClick={() => void comparing.explain(run, hit.id)}
        >
          {t('Why Not')}
        </button>
      )}
      <span role="status">
        {explanation?.kind === 'waiting' && t('Searching…')}
        {explanation?.kind === 'failed' && formatSentence(explanation.message)}
        {explanation?.kind === 'known' &&
          verdictText(explanation.whyNot.explanation, explanation.whyNot.topK)}
      </span>
      {explanation?.kind === 'known' && <Facts whyNot={explanation.whyNot} />}
    </div>
  );
}

/** What the explanation found, each fact that is a reason in bold. */
function Facts({ whyNot }: { readonly whyNot: WhyNot }): VNode {
  return (
    <dl>
      {rowsOf(whyNot.explanation, whyNot).map(({ name, value, note, isReason }) => (
        <div key={name} class={isReason ? 'relevant' : undefined}>
          <dt>{name}</dt>
          <dd>{note === '' ? value : `${value} (${note})`}</dd>
        </div>
      ))}
    </dl>
  );
}
