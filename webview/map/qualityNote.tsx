import type { VNode } from 'preact';
import type { MapQuality } from '../../src/model/map.ts';
import { t } from '../shared/l10n.ts';
import { Note } from './note.tsx';

/** How faithful the map is, in short, and on demand what that means. */
export function QualityNote({ quality }: { quality: MapQuality }): VNode {
  const { neighbours, trustworthiness, continuity, neighbourPreservation, recall } = quality;
  const fixed = (value: number): string => value.toFixed(value < 0.9995 ? 3 : 2);
  const percent = `${Math.round(100 * neighbourPreservation)}%`;
  return (
    <Note summary={t('trust {0} · recall {1}', fixed(trustworthiness), recall.toFixed(2))}>
      {() => (
        <>
          <p>
            {t(
              'A map of many dimensions on two keeps neighbourhoods, not distances. Points side by side are mostly alike; how far groups lie apart, how large they are and how empty it is between them says little.',
            )}
          </p>
          <p>
            {t(
              'Measured on this map: trustworthiness {0}, continuity {1} (1 is best). Of the {2} nearest records of a record, {3} are among its nearest on the map. The search for neighbours found {4} of them.',
              fixed(trustworthiness),
              fixed(continuity),
              neighbours,
              percent,
              `${(100 * recall).toFixed(1)}%`,
            )}
          </p>
          <p>{t('Colour by faithfulness to see which places to trust.')}</p>
        </>
      )}
    </Note>
  );
}
