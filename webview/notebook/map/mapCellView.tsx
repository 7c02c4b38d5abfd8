import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { CellStatus } from '../cell/cellStatus.tsx';
import { FailureNotice } from '../cell/failureNotice.tsx';
import { endOf } from '../state/outcomes.ts';
import { CellMap } from './cellMap.tsx';
import { mapProblems } from './mapProblems.ts';
import type { MapCellViewProps } from './mapProps.ts';
import { MapSettings } from './mapSettings.tsx';
import { useSight } from './useSight.ts';

/** A map cell: what its map is made with, how the making goes, and the map. */
export function MapCellView(props: MapCellViewProps): VNode {
  const { controller, memory, cell, queryNames } = props;
  const { runs, maps } = controller.model;
  const run = runs[cell.id];
  const end = endOf(run);
  const mapId = maps[cell.id];
  const element = useRef<HTMLDivElement>(null);
  const isInSight = useSight(element);
  const { map: kept, ...view } = memory.cell(cell.id);
  // A map that was there before the window was loaded again comes back; it is kept with the index.
  const isMissing = kept !== undefined && mapId === undefined && run === undefined;
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
          kept={kept}
          onKeep={(map) => memory.keepMap(cell.id, { ...view, map })}
        />
      )}
    </div>
  );
}
