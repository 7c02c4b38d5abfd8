import { parseFilter } from '../../../src/model/filter/parseFilter.ts';
import type { MapCell } from '../../../src/model/notebook/cell.ts';
import { decodeViewState, type ViewState } from '../../map/viewState.ts';

/** Returns the filter of the cell as search text; empty if the filter is invalid or empty. */
export function searchFor({ filter }: MapCell): string {
  const parsed = parseFilter(filter);
  return parsed.isValid && Object.keys(parsed.json).length > 0 ? filter.trim() : '';
}

/** Returns the view state of the cell's map: the saved state, overridden by the cell's text. */
export function viewOf(cell: MapCell, savedView: object | undefined): ViewState {
  const { colourBy: _, search: __, parameters: ___, ...look } = decodeViewState(savedView);
  const search = searchFor(cell);
  return {
    ...look,
    ...(cell.colourBy !== undefined && { colourBy: cell.colourBy }),
    ...(search !== '' && { search }),
  };
}

/** Returns the part of the view state that the cell's text does not contain. */
export function savedMapView(view: ViewState): object {
  const { colourBy: _, search: __, parameters: ___, ...look } = view;
  return look;
}
