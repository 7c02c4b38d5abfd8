import type { VNode } from 'preact';
import type { SearchResult, SearchSummary, ValidStudy } from '../../src/protocol/study.ts';
import { formatCount, formatReadUnits } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import { formatInterval, formatP, formatSigned } from './formatStatistics.ts';
import type { StudyController } from './studyController.ts';

/** The searches of a study: a button for each, and what was found. */
export function SearchView(props: {
  readonly controller: StudyController;
  readonly state: ValidStudy;
}): VNode {
  const { controller, state } = props;
  return (
    <>
      {state.searches.map((search) => (
        <section key={search.name} class="search" aria-label={t('Search {0}', search.name)}>
          <h2>{t('Search {0}', search.name)}</h2>
          <p class="dim">
            {planOf(search, state)}{' '}
            <button
              type="button"
              class="control"
              disabled={state.running !== undefined || state.questions.length === 0}
              onClick={() => void controller.search(search.name)}
            >
              {search.complete > 0 && search.complete < search.settings
                ? t('Go On with the Search')
                : t('Search Settings')}
            </button>
          </p>
          <Found result={controller.found(search.name)} />
        </section>
      ))}
    </>
  );
}

function planOf({ settings, complete, measure, budget }: SearchSummary, { questions }: ValidStudy) {
  const plan = t(
    '{0} settings, {1} of them complete, of {2} questions each; the best by {3}.',
    formatCount(settings),
    formatCount(complete),
    formatCount(questions.length),
    measure,
  );
  return budget === undefined ? plan : `${plan} ${t('Budget: {0}.', formatReadUnits(budget))}`;
}

function Found({ result }: { readonly result: SearchResult | undefined }): VNode | null {
  if (!result) return null;
  const { settings, winner, measure, n, estimate, interval, folds, agreeing, left } = result;
  const best = settings[winner]?.name ?? '';
  const range = interval ? ` (${interval.low.toFixed(3)}–${interval.high.toFixed(3)})` : '';
  return (
    <>
      <p>
        {t('Best: {0}, chosen by {1} of {2} parts of the questions.', best, agreeing, folds)}{' '}
        {t(
          'On questions that it was not chosen by, {0} is {1} with {2} questions.',
          measure,
          `${estimate.toFixed(3)}${range}`,
          n,
        )}{' '}
        {winner > 0 && gainText(result)}{' '}
        {left > 0 && t('{0} settings are not complete and do not count.', left)}
      </p>
      <table>
        <caption class="unseen">{t('Settings')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('Setting')}</th>
            <th scope="col" class="numeric">
              {measure}
            </th>
            <th scope="col" class="numeric">
              {t('Price')}
            </th>
          </tr>
        </thead>
        <tbody>
          {settings
            .map((setting, at) => ({ ...setting, at }))
            .sort((a, b) => b.mean - a.mean || a.at - b.at)
            .map(({ name, mean, readUnits, at }) => (
              <tr key={name}>
                <th scope="row">{at === winner ? t('{0} (best)', name) : name}</th>
                <td class="numeric">{mean.toFixed(3)}</td>
                <td class="numeric">{formatReadUnits(readUnits)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </>
  );
}

function gainText({ settings, gain, gainInterval, gainP }: SearchResult): string {
  const first = settings[0]?.name ?? '';
  const range = gainInterval ? ` (${formatInterval(gainInterval)})` : '';
  const text = `${formatSigned(gain)}${range}, p ${formatP(gainP)}`;
  return gainP < 0.05
    ? t('That is {0} to “{1}”.', text, first)
    : t('That is {0} to “{1}”, which cannot be told from chance.', text, first);
}
