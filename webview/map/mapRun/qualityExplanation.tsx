import type { VNode } from 'preact';
import type { MapParameters, MapQuality } from '../../../src/model/map/map.ts';
import { formatQuality } from './formatQuality.ts';
import { t } from '../../shared/l10n.ts';

/** Explains what distances on a map do not mean, and the measured quality of the map. */
export function QualityExplanation({ quality, parameters }: QualityProps): VNode {
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
      <DetailHint parameters={parameters} />
      <p>{t('Colour by position accuracy to see which positions to trust.')}</p>
    </>
  );
}

export type QualityProps = {
  readonly quality: MapQuality;
  /** Undefined until the host has opened the map. */
  readonly parameters: MapParameters | undefined;
};

/** Says with which detail the map was laid out, and how to get more of it. */
function DetailHint({ parameters }: Pick<QualityProps, 'parameters'>): VNode | null {
  if ((parameters?.method ?? 'umap') !== 'umap') return null;
  return (
    <p>
      {parameters?.detail === 'fine'
        ? t('Detail: fine.')
        : t('Detail: standard. Fine detail, in the parameters, keeps more neighbours.')}
    </p>
  );
}
