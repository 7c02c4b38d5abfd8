import { parseFilter } from '../../../src/model/filter/parseFilter.ts';
import type { MapCell } from '../../../src/model/notebook/cell.ts';
import { decodeViewState, type ViewState } from '../../map/viewState.ts';

/** What stands out on the map of a cell: the records that its filter finds, where that can be read and says something. */
export function searchFor({ filter }: MapCell): string {
  const parsed = parseFilter(filter);
  return parsed.isValid && Object.keys(parsed.json).length > 0 ? filter.trim() : '';
}

/** How a map is looked at in its cell: as it was last, but for what the cell's text says. */
export function viewOf(cell: MapCell, savedView: object | undefined): ViewState {
  const { colourBy: _, search: __, parameters: ___, ...look } = decodeViewState(savedView);
  const search = searchFor(cell);
  return {
    ...look,
    ...(cell.colourBy !== undefined && { colourBy: cell.colourBy }),
    ...(search !== '' && { search }),
  };
}

/** What the text does not say of how a map is looked at. */
export function savedMapView(view: ViewState): object {
  const { colourBy: _, search: __, parameters: ___, ...look } = view;
  return look;
}
