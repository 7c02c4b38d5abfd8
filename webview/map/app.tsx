import type { VNode } from 'preact';
import { formatCount } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import { lazy } from '../shared/lazy.tsx';
import { canvasPointLimit } from './canvasPainter.ts';
import { LegendPanel } from './legendPanel.tsx';
import { MapCanvas } from './mapCanvas.tsx';
import type { MapController } from './mapController.ts';
import { Overlay } from './overlay.tsx';
import { valueText } from './columnData.ts';
import { RegionLayer } from './regionLayer.tsx';
import { RecordPanel } from './recordPanel.tsx';
import { TitleBar } from './titleBar.tsx';
import { Toolbar } from './toolbar.tsx';
import { describeOddity, describePhase, describePicture } from './words.ts';

const summaryId = 'summary';

// What is seldom or later shown is no part of the first picture.
const AxesLayer = lazy(async () => (await import('./space/axesLayer.tsx')).AxesLayer);
const ContourLayer = lazy(async () => (await import('./contourLayer.tsx')).ContourLayer);
const FindingsPanel = lazy(
  async () => (await import('./findings/findingsPanel.tsx')).FindingsPanel,
);
const LabelLayer = lazy(async () => (await import('./labels/labelLayer.tsx')).LabelLayer);
const OutlineLayer = lazy(
  async () => (await import('./filterRegion/outlineLayer.tsx')).OutlineLayer,
);
const PartnerBar = lazy(async () => (await import('./companion/partnerBar.tsx')).PartnerBar);
const PointTable = lazy(async () => (await import('./pointTable.tsx')).PointTable);
const QueryLayer = lazy(async () => (await import('./queries/queryLayer.tsx')).QueryLayer);
const QueryList = lazy(async () => (await import('./queries/queryList.tsx')).QueryList);
const SelectionBar = lazy(async () => (await import('./selectionBar.tsx')).SelectionBar);

/** The whole view. What tests and style sheets ask for stands in the attributes of its root. */
export function App({ controller }: { controller: MapController }): VNode {
  const { map, drawing, colours } = controller;
  const { phase } = map;
  const isEmpty = phase.at === 'failed' && map.ids.length === 0;
  return (
    <main
      class="map"
      data-stage={phase.at}
      data-points={map.ids.length}
      data-drawing={drawing ?? ''}
      data-selection={controller.selection.points.size}
      data-queries={controller.queries.all.length}
      data-selected={controller.focus.id ?? ''}
    >
      <TitleBar controller={controller} />
      {phase.at === 'failed' && (
        <p class="failure" role="alert">
          {t('The map could not be made: {0}', sentence(phase.message))}
        </p>
      )}
      {controller.companion.partner && <PartnerBar controller={controller} />}
      {map.ids.length > 0 && <Toolbar controller={controller} />}
      <div class={isEmpty ? 'body alone' : 'body'}>
        <Picture controller={controller} />
        {controller.isShown('table') && map.ids.length > 0 && (
          <PointTable controller={controller} />
        )}
        {!isEmpty && (
          <aside class="side" aria-label={t('Record and colours')}>
            {map.ids.length > 0 && <RecordPanel controller={controller} />}
            {controller.queries.all.length > 0 && <QueryList controller={controller} />}
            {controller.isShown('findings') && <FindingsPanel controller={controller} />}
            {map.columns.length > 0 && <LegendPanel controller={controller} />}
          </aside>
        )}
      </div>
      <p class="unseen" id={summaryId}>
        {describePicture(map.ids.length, colours.column, colours.legend, controller.labels.all)}
      </p>
      <p class="unseen" role="status" id="phase">
        {describePhase(map)}
      </p>
      <p class="unseen" role="status">
        {describeSelection(controller)}
      </p>
    </main>
  );
}

/** The points, and what lies above them. */
function Picture({ controller }: { controller: MapController }): VNode {
  return (
    <section class="picture" aria-label={t('Picture')}>
      <MapCanvas controller={controller} describedBy={summaryId} />
      {controller.isShown('contours') && !controller.turning.isUnderWay && (
        <ContourLayer controller={controller} />
      )}
      {controller.search.region && !controller.turning.isUnderWay && (
        <OutlineLayer controller={controller} region={controller.search.region} />
      )}
      {controller.isShown('labels') && controller.labels.all.length > 0 && (
        <LabelLayer scene={controller.scene} labels={controller.labels.all} />
      )}
      {controller.queries.all.length > 0 && (
        <QueryLayer scene={controller.scene} queries={controller.queries.all} />
      )}
      <Overlay controller={controller} />
      {controller.map.explained.length > 0 && <AxesLayer controller={controller} />}
      <RegionLayer draft={controller.draft} />
      <div class="picture-foot">
        <Oddity controller={controller} />
        <FarPoints controller={controller} />
        {controller.selection.points.size > 0 && <SelectionBar controller={controller} />}
      </div>
      <Notice controller={controller} />
    </section>
  );
}

/** Says why records were not laid out, where they were not. */
function Oddity({ controller }: { controller: MapController }): VNode | null {
  const { map, title, scene } = controller;
  const text = title ? describeOddity(map, title.parameters, scene.positions) : '';
  return text === '' ? null : (
    <p class="far-points" role="status">
      {text}
    </p>
  );
}

/** Says that a few points lie outside of the fitted picture, and shows them. */
function FarPoints({ controller }: { controller: MapController }): VNode | null {
  const { leftOut } = controller.scene;
  if (leftOut === 0) return null;
  return (
    <p class="far-points">
      {t('{0} far points are not in the picture.', formatCount(leftOut))}{' '}
      <button type="button" class="link-button" onClick={() => controller.fit()}>
        {t('Show All (F)')}
      </button>
    </p>
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
  const { focus, map, colours } = controller;
  if (focus.id === undefined) return '';
  const index = focus.place;
  const value = colours.column && index >= 0 ? valueText(colours.column, index) : '';
  return [focus.id, map.texts[index] ?? '', value].filter((part) => part !== '').join(', ');
}

function sentence(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}
