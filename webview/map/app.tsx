import type { VNode } from 'preact';
import { t } from '../shared/l10n.ts';
import { LegendPanel } from './colours/legendPanel.tsx';
import { MapCanvas } from './mapCanvas.tsx';
import type { MapController } from './mapController.ts';
import { RecordPanel } from './record/recordPanel.tsx';
import { TitleBar } from './titleBar.tsx';
import { Toolbar } from './toolbar.tsx';
import { describePhase } from './shared/displayText.ts';
import { lazy } from '../shared/lazy.tsx';
import { PlotArea } from './plotArea.tsx';

const summaryId = 'summary';
const sideId = 'side';

// These parts are loaded on first use and stay out of the initial bundle.
const FailureNotice = lazy(async () => (await import('./failureNotice.tsx')).FailureNotice);
const FindingsPanel = lazy(
  async () => (await import('./findings/findingsPanel.tsx')).FindingsPanel,
);
const ComparisonBar = lazy(
  async () => (await import('./comparison/comparisonBar.tsx')).ComparisonBar,
);
const PointTable = lazy(async () => (await import('./table/pointTable.tsx')).PointTable);
const QueryList = lazy(async () => (await import('./queries/queryList.tsx')).QueryList);
const ScreenReaderSummary = lazy(
  async () => (await import('./screenReaderSummary.tsx')).ScreenReaderSummary,
);

/** The root component of the map view. Attributes of its root element expose the state to tests and style sheets. */
export function App({ controller }: { controller: MapController }): VNode {
  const { map, scene } = controller;
  const { phase } = map;
  const isEmpty = phase.at === 'failed' && map.ids.length === 0;
  return (
    <main
      class="map"
      data-stage={phase.at}
      data-points={map.ids.length}
      data-drawing={scene.drawing ?? ''}
      data-selection={controller.selection.points.size}
      data-queries={controller.queries.all.length}
      data-selected={controller.focus.id ?? ''}
    >
      <TitleBar controller={controller} />
      {phase.at === 'failed' && <FailureNotice controller={controller} message={phase.message} />}
      {controller.comparison.comparedMap && <ComparisonBar controller={controller} />}
      {map.ids.length > 0 && <Toolbar controller={controller} />}
      <div class={isEmpty ? 'body alone' : 'body'}>
        <PlotArea
          controller={controller}
          canvas={<MapCanvas controller={controller} describedBy={summaryId} />}
        />
        {!isEmpty && map.ids.length > 0 && <SideToggle controller={controller} />}
        {controller.layers.isShown('table') && map.ids.length > 0 && (
          <PointTable controller={controller} />
        )}
        {!isEmpty && (
          <aside
            class={controller.side.isOpen ? 'side open' : 'side'}
            id={sideId}
            aria-label={t('Record and colours')}
          >
            {map.ids.length > 0 && <RecordPanel controller={controller} />}
            {controller.queries.all.length > 0 && <QueryList controller={controller} />}
            {controller.layers.isShown('findings') && <FindingsPanel controller={controller} />}
            {map.columns.length > 0 && <LegendPanel controller={controller} />}
          </aside>
        )}
      </div>
      <ScreenReaderSummary controller={controller} summaryId={summaryId} />
      <p class="unseen" role="status" id="phase">
        {describePhase(map)}
      </p>
    </main>
  );
}

/** Shows the side panel over the picture, or hides it, in views that are too narrow for both. */
function SideToggle({ controller }: { controller: MapController }): VNode {
  const { side } = controller;
  const name = side.isOpen ? t('Hide Panel') : t('Show Panel');
  return (
    <button
      type="button"
      class="side-toggle control"
      aria-expanded={side.isOpen}
      aria-controls={sideId}
      onClick={() => side.toggle()}
    >
      {name}
    </button>
  );
}
