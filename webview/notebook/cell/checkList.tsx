import type { VNode } from 'preact';
import type { AssertionCheck } from '../../../src/model/notebook/assertions.ts';
import { Icon } from '../../shared/icons.tsx';
import { t } from '../../shared/l10n.ts';

/** The assertions of a cell with what was found, below its status line. */
export function CheckList({ checks }: { readonly checks: readonly AssertionCheck[] }): VNode {
  return (
    <ul class="checks" aria-label={t('Assertions')}>
      {checks.map(({ line, text, isMet, found }) => (
        <li key={line} class={isMet ? 'is-met' : 'is-unmet'}>
          <Icon name={isMet ? 'check' : 'error'} />
          <span class="unseen">{isMet ? t('met:') : t('not met:')}</span>
          <span class="mono">{text}</span>
          {!isMet && <span class="dim">{found}</span>}
        </li>
      ))}
    </ul>
  );
}

/** The result of all assertions of a cell, for the margin: a sign with its meaning as a name. */
export function ChecksSign({ checks }: { readonly checks: readonly AssertionCheck[] }): VNode {
  const met = checks.filter(({ isMet }) => isMet).length;
  const isPassed = met === checks.length;
  const label = t('{0} of {1} assertions met', met, checks.length);
  return (
    <span
      class={isPassed ? 'checks-sign is-met' : 'checks-sign is-unmet'}
      role="img"
      aria-label={label}
      title={label}
    >
      <Icon name={isPassed ? 'check' : 'error'} />
    </span>
  );
}
