import type { VNode } from 'preact';
import type { MapQuality } from '../../../src/model/map/map.ts';
import { t } from '../../shared/l10n.ts';
import { lazy } from '../../shared/lazy.tsx';
import { formatQuality } from './formatQuality.ts';
import { Note } from './note.tsx';

const QualityText = lazy(async () => (await import('./qualityText.tsx')).QualityText);

/** How faithful the map is, in short, and on demand what that means. */
export function QualityNote({ quality }: { quality: MapQuality }): VNode {
  const { trustworthiness, recall } = quality;
  return (
    <Note summary={t('trust {0} · recall {1}', formatQuality(trustworthiness), recall.toFixed(2))}>
      {() => <QualityText quality={quality} />}
    </Note>
  );
}
