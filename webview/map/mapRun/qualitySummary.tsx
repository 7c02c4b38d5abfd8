import type { VNode } from 'preact';
import { t } from '../../shared/l10n.ts';
import { lazy } from '../../shared/lazy.tsx';
import { formatQuality } from './formatQuality.ts';
import type { QualityProps } from './qualityExplanation.tsx';
import { Disclosure } from './disclosure.tsx';

const QualityExplanation = lazy(
  async () => (await import('./qualityExplanation.tsx')).QualityExplanation,
);

/** A summary of the map's quality, first of what the picture keeps; opens an explanation. */
export function QualitySummary({ quality, parameters }: QualityProps): VNode {
  const { trustworthiness, neighbourPreservation } = quality;
  const kept = `${Math.round(100 * neighbourPreservation)}%`;
  return (
    <Disclosure
      summary={t('{0} of neighbours kept · trust {1}', kept, formatQuality(trustworthiness))}
    >
      {() => <QualityExplanation quality={quality} parameters={parameters} />}
    </Disclosure>
  );
}
