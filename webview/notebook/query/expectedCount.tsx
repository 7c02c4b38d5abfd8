import type { VNode } from 'preact';
import { t } from '../../shared/l10n.ts';
import { expectedFound, type HitsOutcome } from '../state/runOutcomes.ts';

/** How many expected records a query found, those that do not exist, and a way to ask why. */
export function ExpectedCount(props: {
  readonly expected: string;
  readonly outcome: HitsOutcome;
  readonly onExplain: () => void;
}): VNode | null {
  const { outcome } = props;
  const count = expectedFound(props.expected, outcome);
  if (count === undefined) return null;
  const isShort = count.found < count.of;
  const unknown = outcome.unknownIds ?? [];
  return (
    <>
      <span class={isShort ? 'expected-count is-short' : 'expected-count'}>
        {t('{0} of {1} expected', count.found, count.of)}
        {unknown.length > 0 && ` · ${t('no record has the ID {0}', unknown.join(', '))}`}
      </span>
      <button
        type="button"
        class="link-button"
        title={t('Explain the rank of each expected record, or why it is missing')}
        onClick={props.onExplain}
      >
        {isShort ? t('Why Not?') : t('Explain')}
      </button>
    </>
  );
}
