import type { VNode } from 'preact';
import { t } from '../../shared/l10n.ts';

/** Begins to judge the hits of a cell. */
export function JudgeButton({ onJudge }: { readonly onJudge: () => void }): VNode {
  return (
    <button
      type="button"
      class="link-button"
      title={t('Grade these hits, and those of cells that ask the same, one key each')}
      onClick={onJudge}
    >
      {t('Judge Hits')}
    </button>
  );
}
