import type { VNode } from 'preact';
import { formatSentence } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import type { RecordsController } from './recordsController.ts';

/** Explains why reading stopped, with the next step. */
export function FailureNotice({ controller }: { controller: RecordsController }): VNode | null {
  const { failure } = controller;
  if (failure === undefined) return null;
  const isBudget = failure.kind === 'quota' && controller.title?.isFree === false;
  return (
    <div class="failure">
      <p role="alert">{formatSentence(failure.message)}</p>
      {isBudget ? (
        <button type="button" class="control" onClick={() => void controller.raiseBudget()}>
          {t('Allow 500 More RU')}
        </button>
      ) : (
        <button type="button" class="control" onClick={() => void controller.reload()}>
          {t('Retry')}
        </button>
      )}
    </div>
  );
}
