import type { VNode } from 'preact';
import type { ComparedMap } from '../../../src/protocol/map.ts';
import { formatCount } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';
import type { MapController } from '../mapController.ts';
import { Disclosure } from '../mapRun/disclosure.tsx';

/** The bar that names the compared map and shows how similar the two maps are. */
export function ComparisonBar({ controller }: { controller: MapController }): VNode | null {
  const { comparedMap } = controller.comparison;
  if (comparedMap === undefined) return null;
  return (
    <section class="comparison-bar" aria-label={t('Comparison')}>
      <span>{t('Beside {0}', comparedMap.name)}</span>
      <Outcome comparedMap={comparedMap} />
      <span class="space" />
      <button
        type="button"
        class="control"
        onClick={() => controller.actions.ask('comparison.end', {})}
      >
        {t('End Comparison')}
      </button>
    </section>
  );
}

/** Shows whether the maps are aligned, and their difference. */
function Outcome({
  comparedMap: { comparison, isReference },
}: {
  comparedMap: ComparedMap;
}): VNode {
  const say = (text: string): VNode => <span class="numeric dim">{text}</span>;
  if (comparison === undefined) return say(t('aligned when both maps are done'));
  const { shared, disparity } = comparison;
  if (shared === 0) return say(t('No shared records: the maps are not aligned.'));
  const count = shared === 1 ? t('1 shared record') : t('{0} shared records', formatCount(shared));
  if (disparity === undefined) return say(t('{0}, too few to align the maps', count));
  const difference = t('difference {0}', disparity.toFixed(2));
  const parts = [count, ...(isReference ? [] : [t('aligned to it')]), difference];
  return (
    <Disclosure summary={parts.join(' · ')}>
      {() => (
        <p>
          {t(
            'The difference is the Procrustes disparity of the shared records after rotation, scaling and translation: 0 is the same shape, 1 is no similarity. Two maps of the same records with different seeds differ by a few hundredths.',
          )}
        </p>
      )}
    </Disclosure>
  );
}
