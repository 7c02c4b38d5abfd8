import type { MapCell } from '../../../src/model/notebook/cell.ts';
import type { CellRun } from '../../../src/protocol/notebook.ts';
import type { CellItemProps } from '../cell/cellProps.ts';

export type MapCellViewProps = CellItemProps & { readonly cell: MapCell };

/** The props of the map in a map cell. */
export type CellMapProps = MapCellViewProps & {
  readonly mapId: string;
  readonly run: CellRun | undefined;
  readonly isInSight: boolean;
  /** The saved view state of the map. */
  readonly savedView: object | undefined;
  readonly onSave: (map: object) => void;
};
