import type { VNode } from 'preact';
import type { MapPartner } from '../../../src/protocol/map.ts';
import { formatCount } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';
import type { MapController } from '../mapController.ts';
import { Note } from '../making/note.tsx';

/** What this map is compared with, and how much the two have in common. */
export function PartnerBar({ controller }: { controller: MapController }): VNode | null {
  const { partner } = controller.companion;
  if (partner === undefined) return null;
  return (
    <section class="partner-bar" aria-label={t('Comparison')}>
      <span>{t('Beside {0}', partner.name)}</span>
      <Outcome partner={partner} />
      <span class="space" />
      <button type="button" class="control" onClick={() => controller.leavePartner()}>
        {t('End Comparison')}
      </button>
    </section>
  );
}

/** Whether the maps are aligned, and by what measure they differ. */
function Outcome({ partner: { comparison, isReference } }: { partner: MapPartner }): VNode {
  const say = (text: string): VNode => <span class="numeric dim">{text}</span>;
  if (comparison === undefined) return say(t('aligned once both maps are done'));
  const { shared, disparity } = comparison;
  if (shared === 0) return say(t('No record is in both: each map stands as it was made.'));
  const count = shared === 1 ? t('1 shared record') : t('{0} shared records', formatCount(shared));
  if (disparity === undefined)
    return say(t('{0}, too few to align: each map stands as it was made.', count));
  const difference = t('difference {0}', disparity.toFixed(2));
  const parts = [count, ...(isReference ? [] : [t('laid on it')]), difference];
  return (
    <Note summary={parts.join(' · ')}>
      {() => (
        <p>
          {t(
            'The difference is the Procrustes disparity of the records that both maps have, after turning, scaling and moving: 0 is the same shape, 1 nothing in common. Two maps of the same records with other seeds differ by a few hundredths.',
          )}
        </p>
      )}
    </Note>
  );
}
