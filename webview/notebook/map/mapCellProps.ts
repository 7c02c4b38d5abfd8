import type { MapCell } from '../../../src/model/notebook/cell.ts';
import type { CellRun } from '../../../src/protocol/notebook.ts';
import type { CellItemProps } from '../cell/cellProps.ts';

export type MapCellViewProps = CellItemProps & { readonly cell: MapCell };

/** What the map of a cell is given. */
export type CellMapProps = MapCellViewProps & {
  readonly mapId: string;
  readonly run: CellRun | undefined;
  readonly isInSight: boolean;
  /** How the map was looked at last. */
  readonly savedView: object | undefined;
  readonly onSave: (map: object) => void;
};
