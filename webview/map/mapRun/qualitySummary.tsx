import type { VNode } from 'preact';
import type { MapQuality } from '../../../src/model/map/map.ts';
import { t } from '../../shared/l10n.ts';
import { lazy } from '../../shared/lazy.tsx';
import { formatQuality } from './formatQuality.ts';
import { Disclosure } from './disclosure.tsx';

const QualityExplanation = lazy(
  async () => (await import('./qualityExplanation.tsx')).QualityExplanation,
);

/** A summary of the map's quality; opens an explanation. */
export function QualitySummary({ quality }: { quality: MapQuality }): VNode {
  const { trustworthiness, recall } = quality;
  return (
    <Disclosure
      summary={t('trust {0} · recall {1}', formatQuality(trustworthiness), recall.toFixed(2))}
    >
      {() => <QualityExplanation quality={quality} />}
    </Disclosure>
  );
}
