import type { VNode } from 'preact';
import { formatCount } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import { canvasPointLimit } from './canvasPainter.ts';
import { LegendPanel } from './legendPanel.tsx';
import { MapCanvas } from './mapCanvas.tsx';
import type { MapController } from './mapController.ts';
import { Overlay } from './overlay.tsx';
import { valueText } from './pointStyles.ts';
import { RecordPanel } from './recordPanel.tsx';
import { TitleBar } from './titleBar.tsx';
import { describePhase, describePicture } from './words.ts';

const summaryId = 'summary';

/** The whole view. What tests and style sheets ask for stands in the attributes of its root. */
export function App({ controller }: { controller: MapController }): VNode {
  const { map, drawing, legend, colouring } = controller;
  const { phase } = map;
  return (
    <main
      class="map"
      data-stage={phase.at}
      data-points={map.ids.length}
      data-drawing={drawing ?? ''}
      data-selected={controller.selectedId ?? ''}
    >
      <TitleBar controller={controller} />
      {phase.at === 'failed' && (
        <p class="failure" role="alert">
          {t('The map could not be made: {0}', sentence(phase.message))}
        </p>
      )}
      <div class="body">
        <section class="picture" aria-label={t('Picture')}>
          <MapCanvas controller={controller} describedBy={summaryId} />
          <Overlay controller={controller} />
          <Notice controller={controller} />
        </section>
        <aside class="side" aria-label={t('Record and colours')}>
          {map.ids.length > 0 && <RecordPanel controller={controller} />}
          {map.columns.length > 0 && <LegendPanel controller={controller} />}
        </aside>
      </div>
      <p class="unseen" id={summaryId}>
        {describePicture(map.ids.length, colouring?.column.name, legend)}
      </p>
      <p class="unseen" role="status">
        {describePhase(map)}
      </p>
      <p class="unseen" role="status">
        {describeSelection(controller)}
      </p>
    </main>
  );
}

/** What stands in the picture where there is nothing to see. */
function Notice({ controller }: { controller: MapController }): VNode | null {
  const { drawing, map } = controller;
  const { phase } = map;
  if (map.ids.length === 0) {
    const isWorking = phase.at === 'opening' || phase.at === 'making';
    return isWorking ? <p class="notice dim late">{describePhase(map)}…</p> : null;
  }
  if (drawing === 'lost')
    return <p class="notice">{t('The graphics driver has gone; the map comes back with it.')}</p>;
  if (drawing !== 'none') return null;
  return (
    <p class="notice">
      {t(
        'This map has {0} points, and without WebGL2 only {1} can be drawn. Turn on hardware acceleration for VS Code (command Configure Runtime Arguments) and start it again.',
        formatCount(map.ids.length),
        formatCount(canvasPointLimit),
      )}
    </p>
  );
}

function describeSelection(controller: MapController): string {
  const { selectedId, map, colouring } = controller;
  if (selectedId === undefined) return '';
  const index = controller.placeOf(selectedId);
  const value = colouring && index >= 0 ? valueText(colouring, index) : '';
  return [selectedId, map.texts[index] ?? '', value].filter((part) => part !== '').join(', ');
}

function sentence(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}
