import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { formatAge, formatDuration } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import type { MapController } from './mapController.ts';
import type { MapPhase } from './shared/mapState.ts';
import { ParametersSummary } from './mapRun/parametersSummary.tsx';
import { QualitySummary } from './mapRun/qualitySummary.tsx';
import { describeShown, sourceName, stageName } from './shared/displayText.ts';

/** The title bar: the map's name, parameters, progress and quality, with buttons that cancel or restart it. */
export function TitleBar({ controller }: { controller: MapController }): VNode {
  const { title, map, store } = controller;
  // A map that cannot be opened still has a name.
  const target = title ?? store.state.target;
  const { phase } = map;
  return (
    <header class="title-bar">
      <h1>{target ? sourceName(target, title?.parameters) : t('Map')}</h1>
      {map.ids.length > 0 && <span class="dim numeric">{describeShown(map)}</span>}
      {title && (
        <ParametersSummary
          key={JSON.stringify(title.parameters)}
          controller={controller}
          parameters={title.parameters}
        />
      )}
      <span class="space" />
      {phase.at === 'computing' && <Making controller={controller} />}
      {phase.at === 'done' && (
        <>
          {phase.quality && (
            <QualitySummary quality={phase.quality} parameters={title?.parameters} />
          )}
          <span class="dim numeric">{describeTime(phase, Date.now())}</span>
        </>
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

function describeTime(phase: Extract<MapPhase, { at: 'done' }>, nowMs: number): string {
  const { tookMs, cachedAtMs } = phase;
  if (cachedAtMs === undefined) return t('made in {0}', formatDuration(tookMs));
  const ageMs = nowMs - cachedAtMs;
  return ageMs < 60_000 ? t('made just now') : t('cached {0} ago', formatAge(ageMs));
}

/** Shorter computations do not show their time. */
const quietMs = 300;
const tickMs = 200;

function Making({ controller }: { controller: MapController }): VNode {
  const [elapsedMs, setElapsedMs] = useState(controller.feed.elapsedMs);
  useEffect(() => {
    const timer = setInterval(() => setElapsedMs(controller.feed.elapsedMs), tickMs);
    return () => clearInterval(timer);
  }, [controller]);
  const { phase } = controller.map;
  const progress = phase.at === 'computing' ? phase.progress : undefined;
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
      <button type="button" class="control" onClick={() => controller.mapRun.cancel()}>
        {t('Cancel')}
      </button>
    </>
  );
}
