import type { VNode } from 'preact';
import type { Appearance } from '../../../src/protocol/recordPane.ts';
import { formatCount, formatScore } from '../format.ts';
import { t } from '../l10n.ts';

/** The hits of open notebooks that are this record; nothing if there are none. */
export function AppearanceList({ appearances, onAppearance }: AppearanceListProps): VNode | null {
  if (appearances.length === 0) return null;
  return (
    <section aria-label={t('Among the hits of')}>
      <h2>{t('Among the hits of')}</h2>
      <ul class="neighbours">
        {appearances.map((one) => (
          <li key={`${one.notebook} ${one.cellId}`}>
            <button type="button" class="neighbour" onClick={() => onAppearance(one)}>
              <span class="neighbour-id">{cellTitle(one)}</span>
              <span class="numeric">{formatScore(one.score)}</span>
              <span class="neighbour-text dim">
                {t(
                  '{0} of {1} in {2}',
                  formatCount(one.rank),
                  formatCount(one.hitCount),
                  one.notebookName,
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export type AppearanceListProps = {
  readonly appearances: readonly Appearance[];
  /** Called when the user follows an appearance to its cell. */
  readonly onAppearance: (where: Appearance) => void;
};

function cellTitle({ cellNumber, cellName }: Appearance): string {
  return cellName === '' ? t('Cell {0}', cellNumber) : cellName;
}
