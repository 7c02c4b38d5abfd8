import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { CellStatus } from '../cell/cellStatus.tsx';
import { FailureNotice } from '../cell/failureNotice.tsx';
import { endOf } from '../state/runOutcomes.ts';
import { CellMap } from './cellMap.tsx';
import { mapProblems } from './mapProblems.ts';
import type { MapCellViewProps } from './mapCellProps.ts';
import { MapSettings } from './mapSettings.tsx';
import { useIsInView } from '../cell/useIsInView.ts';

/** A map cell: its settings, problems, status and map. */
export function MapCellView(props: MapCellViewProps): VNode {
  const { controller, viewStore, cell, queryNames } = props;
  const { runs, maps } = controller.model;
  const run = runs[cell.id];
  const end = endOf(run);
  const mapId = maps[cell.id];
  const element = useRef<HTMLDivElement>(null);
  const isInSight = useIsInView(element, drawnPx);
  const { map: savedView, ...view } = viewStore.cell(cell.id);
  // A map that was shown before the window was reloaded is restored from the index's cache.
  const isMissing = savedView !== undefined && mapId === undefined && run === undefined;
  useEffect(() => {
    if (isInSight && isMissing) void controller.run(cell.id);
  }, [isInSight && isMissing]);
  return (
    <div ref={element}>
      <MapSettings
        cell={cell}
        problems={mapProblems(cell, run, queryNames)}
        queryNames={queryNames}
        onType={(typed) => controller.type(typed)}
      />
      {run && mapId === undefined && (
        <div class="cell-result">
          <div class="result-bar">
            <CellStatus run={run} />
          </div>
        </div>
      )}
      {end?.kind === 'failed' && (
        <FailureNotice failure={end} onAction={(action) => void controller.take(action, cell.id)} />
      )}
      {mapId !== undefined && (
        <CellMap
          key={mapId}
          {...props}
          mapId={mapId}
          run={run}
          isInSight={isInSight}
          savedView={savedView}
          onSave={(map) => viewStore.saveMap(cell.id, { ...view, map })}
        />
      )}
    </div>
  );
}

/** Maps this close to the visible area are drawn. */
const drawnPx = 150;
