import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { formatDuration } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import type { MapController } from './mapController.ts';
import { describeMaking, sourceName, stageName } from './words.ts';

/** A making shorter than this passes without a word about its time. */
const quietMs = 300;
const tickMs = 200;

/** What is shown, how it was made, how far it is, and the way to stop it or begin again. */
export function TitleBar({ controller }: { controller: MapController }): VNode {
  const { title, map } = controller;
  const { phase } = map;
  return (
    <header class="title-bar">
      <h1>{title ? sourceName(title) : t('Map')}</h1>
      {title && <span class="dim numeric">{describeMaking(title, map)}</span>}
      <span class="space" />
      {phase.at === 'making' && <Making controller={controller} />}
      {phase.at === 'done' && (
        <span class="dim numeric">{t('made in {0}', formatDuration(phase.tookMs))}</span>
      )}
      {phase.at === 'cancelled' && <span>{t('Cancelled')}</span>}
      {(phase.at === 'cancelled' || phase.at === 'failed') && (
        <button type="button" class="control primary" onClick={() => controller.restart()}>
          {t('Restart')}
        </button>
      )}
    </header>
  );
}

function Making({ controller }: { controller: MapController }): VNode {
  const [elapsedMs, setElapsedMs] = useState(controller.elapsedMs);
  useEffect(() => {
    const timer = setInterval(() => setElapsedMs(controller.elapsedMs), tickMs);
    return () => clearInterval(timer);
  }, [controller]);
  const { phase } = controller.map;
  const progress = phase.at === 'making' ? phase.progress : undefined;
  const stage = progress ? stageName(progress.stage) : t('Starting');
  const isCounted = progress !== undefined && progress.of > 0;
  return (
    <>
      <span class="numeric">
        {isCounted ? `${stage} ${Math.floor((100 * progress.done) / progress.of)}%` : stage}
        {elapsedMs > quietMs && ` · ${formatDuration(elapsedMs)}`}
      </span>
      <progress
        class="progress"
        aria-label={stage}
        {...(isCounted && { value: progress.done, max: progress.of })}
      />
      <button type="button" class="control" onClick={() => controller.cancel()}>
        {t('Cancel')}
      </button>
    </>
  );
}
