import type { VNode } from 'preact';
import type { MapPartner } from '../../../src/protocol/map.ts';
import { formatCount } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';
import type { MapController } from '../mapController.ts';

/** What this map is compared with, and how much the two have in common. */
export function PartnerBar({ controller }: { controller: MapController }): VNode | null {
  const { partner } = controller.companion;
  if (partner === undefined) return null;
  return (
    <section class="partner-bar" aria-label={t('Comparison')}>
      <span>{t('Beside {0}', partner.name)}</span>
      <span class="numeric dim" title={t(explanation)}>
        {describe(partner)}
      </span>
      <span class="space" />
      <button type="button" class="control" onClick={() => controller.leavePartner()}>
        {t('End Comparison')}
      </button>
    </section>
  );
}

const explanation =
  'The difference is the Procrustes disparity of the records that both maps have, after turning, scaling and moving: 0 is the same shape, 1 nothing in common. Two maps of the same records with other seeds differ by a few hundredths.';

function describe({ comparison, isReference }: MapPartner): string {
  if (comparison === undefined) return t('aligned once both maps are done');
  const { shared, disparity } = comparison;
  if (shared === 0) return t('no shared records: not aligned');
  const count = t('{0} shared records', formatCount(shared));
  if (disparity === undefined) return t('{0}: too few to align', count);
  const difference = t('difference {0}', disparity.toFixed(2));
  return [count, ...(isReference ? [] : [t('laid on it')]), difference].join(' · ');
}
