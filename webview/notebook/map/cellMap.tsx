import type { VNode } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { createChannel } from '../../../src/common/createChannel.ts';
import { LegendPanel } from '../../map/colours/legendPanel.tsx';
import { MapController } from '../../map/mapController.ts';
import { PlotArea } from '../../map/plotArea.tsx';
import { RecordPanel } from '../../map/record/recordPanel.tsx';
import { Scene } from '../../map/drawing/scene.ts';
import { readTheme, wantsReducedMotion } from '../../map/colours/theme.ts';
import { ScreenReaderSummary } from '../../map/screenReaderSummary.tsx';
import { describePhase } from '../../map/shared/displayText.ts';
import { lazy } from '../../shared/lazy.tsx';
import { cellLabel } from '../cell/cellFrame.tsx';
import { CellCanvas } from './cellCanvas.tsx';
import { MapBar } from './mapBar.tsx';
import type { CellMapProps } from './mapCellProps.ts';
import { savedMapView, searchFor, viewOf } from './cellViewState.ts';
import { useMapController } from './useMapController.ts';

const PointTable = lazy(async () => (await import('../../map/table/pointTable.tsx')).PointTable);

/** The result of a map cell: the same plot and legend as in the map panel. */
export function CellMap(props: CellMapProps): VNode {
  const { cell, at, mapId, run, isInSight } = props;
  const map = useCellMap(props);
  const summaryId = useId();
  const { phase, ids, columns } = map.map;
  const hasPoints = ids.length > 0;
  return (
    <section
      class="cell-result cell-map"
      aria-label={cellLabel(cell, at)}
      data-map={mapId}
      data-stage={phase.at}
      data-points={ids.length}
      data-drawing={map.scene.drawing ?? ''}
      data-selection={map.selection.points.size}
      data-selected={map.focus.id ?? ''}
    >
      <MapBar {...props} map={map} />
      {phase.at === 'failed' && run?.state === 'done' && run.outcome.kind !== 'failed' && (
        <p class="notice" role="alert">
          {phase.message}
        </p>
      )}
      <div class="map-body">
        <PlotArea
          controller={map}
          canvas={<CellCanvas controller={map} describedBy={summaryId} isInSight={isInSight} />}
        />
        <aside class="side">
          {map.focus.id !== undefined && <RecordPanel controller={map} />}
          {columns.length > 0 && <LegendPanel controller={map} />}
        </aside>
      </div>
      {map.layers.isShown('table') && hasPoints && <PointTable controller={map} />}
      <ScreenReaderSummary controller={map} summaryId={summaryId} />
      <p class="unseen" role="status">
        {phase.at === 'computing' ? describePhase(map.map) : ''}
      </p>
    </section>
  );
}

/** Creates the map's controller over its channel, with the colouring and search of the cell. */
function useCellMap({ controller, cell, mapId, savedView, onSave }: CellMapProps): MapController {
  const newest = useRef(cell);
  newest.current = cell;
  const map = useMapController(
    () =>
      new MapController({
        port: createChannel(controller.port, mapId),
        scene: new Scene(wantsReducedMotion),
        viewState: viewOf(cell, savedView),
        saveViewState: (state) => {
          onSave(savedMapView(state));
          if (state.colourBy === newest.current.colourBy) return;
          const { colourBy: _, ...rest } = newest.current;
          const { colourBy } = state;
          controller.type(colourBy === undefined ? rest : { ...rest, colourBy });
        },
        theme: readTheme(),
        now: () => performance.now(),
      }),
  );
  // Applies changes of the cell's text, including those from outside of this view.
  useLayoutEffect(() => {
    if (map.store.state.colourBy !== cell.colourBy) map.colours.colourBy(cell.colourBy);
  }, [cell.colourBy]);
  const search = searchFor(cell);
  useEffect(() => {
    if (map.search.typed !== search) map.search.type(search);
  }, [search]);
  return map;
}
