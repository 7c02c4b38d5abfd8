import type { VNode } from 'preact';
import type { MapQuality } from '../../../src/model/map/map.ts';
import { formatQuality } from './formatQuality.ts';
import { t } from '../../shared/l10n.ts';

/** Explains what distances on a map do not mean, and the measured quality of the map. */
export function QualityExplanation({ quality }: { quality: MapQuality }): VNode {
  const { neighbours, trustworthiness, continuity, neighbourPreservation, recall } = quality;
  const percent = `${Math.round(100 * neighbourPreservation)}%`;
  return (
    <>
      <p>
        {t(
          'A 2D map of many dimensions preserves neighbourhoods, not distances. Nearby points are mostly similar; distances between groups, their sizes and the gaps between them mean little.',
        )}
      </p>
      <p>
        {t(
          'Measured on this map: trustworthiness {0}, continuity {1} (1 is best). Of the {2} nearest records of a record, {3} are among its nearest on the map. The search for neighbours found {4} of them.',
          formatQuality(trustworthiness),
          formatQuality(continuity),
          neighbours,
          percent,
          `${(100 * recall).toFixed(1)}%`,
        )}
      </p>
      <p>{t('Colour by position accuracy to see which positions to trust.')}</p>
    </>
  );
}
