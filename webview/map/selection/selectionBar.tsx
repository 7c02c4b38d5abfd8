import type { VNode } from 'preact';
import { formatCount } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';
import type { MapController } from '../mapController.ts';

/** The bar with the size of the selection and its actions. */
export function SelectionBar({ controller }: { controller: MapController }): VNode {
  const { size } = controller.selection.points;
  return (
    <section class="selection-bar" aria-label={t('Selection')}>
      <span class="numeric">{t('{0} selected', formatCount(size))}</span>
      <button type="button" class="control" onClick={() => controller.actions.export()}>
        {t('Export…')}
      </button>
      <button type="button" class="control" onClick={() => controller.actions.copyIds()}>
        {t('Copy IDs')}
      </button>
      <button type="button" class="control" onClick={() => controller.actions.query()}>
        {t('New Notebook Cell')}
      </button>
      <button type="button" class="control" onClick={() => controller.selection.clear()}>
        {t('Clear')}
      </button>
    </section>
  );
}
