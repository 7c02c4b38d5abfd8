import type { VNode } from 'preact';
import type { JudgedHit, RunAnswer, ValidStudy, WhyNot } from '../../src/protocol/study.ts';
import { formatCount, formatScore, formatSentence, formatValue } from '../shared/format.ts';
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
    <p class="missed">
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
        {explanation?.kind === 'known' && whyNotText(explanation.whyNot)}
      </span>
    </p>
  );
}

/** Says in a few sentences why a record is not among the hits. */
export function whyNotText(whyNot: WhyNot): string {
  if (whyNot.kind === 'missing')
    return whyNot.namespaces.length === 0
      ? t('The index has no record of this id.')
      : t('It is not in this namespace, but in {0}.', whyNot.namespaces.join(', '));
  const { failing, rank, score, topK, depth } = whyNot;
  const parts = failing.map(({ text, field, value, isOtherType }) => {
    if (field === undefined) return t('It does not match {0}.', text);
    if (value === undefined) return t('It does not match {0}: it has no “{1}”.', text, field);
    const shown = formatValue(value);
    return isOtherType
      ? t('It does not match {0}: its “{1}” is {2}, of another type.', text, field, shown)
      : t('It does not match {0}: its “{1}” is {2}.', text, field, shown);
  });
  const isFiltered = failing.length > 0;
  if (rank === undefined) parts.push(t('It is not among the first {0} hits.', formatCount(depth)));
  else {
    const place = `${formatCount(rank)} (${t('score {0}', score === undefined ? '?' : formatScore(score))})`;
    parts.push(
      isFiltered
        ? t('Without the filter its rank is {0}.', place)
        : rank > topK
          ? t('Its rank is {0}, and only {1} hits are asked for.', place, formatCount(topK))
          : t('Its rank is {0} now: the index has changed since the run.', place),
    );
  }
  return parts.join(' ');
}
