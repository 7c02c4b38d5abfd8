import { toWorld, type Point } from './camera/camera.ts';
import type { PointColours } from './colours/pointColours.ts';
import { PointSet } from './shared/pointSet.ts';
import type { Queries } from './queries/queries.ts';
import { pointsInside } from './selection/region.ts';
import type { Scene } from './drawing/scene.ts';
import type { MapSearch } from './search/mapSearch.ts';
import type { Selection, SelectionChange } from './selection/selection.ts';

export type PointHighlightingDeps = {
  readonly scene: Scene;
  readonly colours: PointColours;
  readonly search: MapSearch;
  readonly selection: Selection;
  readonly queries: Queries;
};

/**
 * Computes which points are highlighted by selection, search and queries, and which pass the legend's filter; selects
 * points by region or filter.
 */
export class PointHighlighting {
  readonly #deps: PointHighlightingDeps;
  readonly #count: () => number;
  #tablePoints: Uint32Array | undefined;

  /** `count` returns the number of points. */
  constructor(deps: PointHighlightingDeps, count: () => number) {
    this.#deps = deps;
    this.#count = count;
  }

  /** Updates the point styles after a change of legend, search, selection or queries. */
  refresh(): void {
    const { scene, colours } = this.#deps;
    this.#tablePoints = undefined;
    scene.setStyles(colours.styles(this.#count(), this.#highlighted()));
  }

  /** Returns the indexes of the points for the table: the selection, else the points that pass legend and search. */
  tablePoints(): Uint32Array {
    const { points } = this.#deps.selection;
    this.#tablePoints ??= points.size > 0 ? points.indices : this.#lit();
    return this.#tablePoints;
  }

  /** Selects the points that pass legend and search. */
  selectFiltered(): void {
    this.#deps.selection.change(this.#lit(), 'replace');
  }

  /** Selects the points inside of a region, except those that the legend excludes. */
  selectInRegion(corners: readonly Point[], how: SelectionChange): void {
    const { scene, colours, selection } = this.#deps;
    const { view, positions } = scene;
    if (view === undefined) return;
    const polygon = corners.map((corner) => toWorld(view.camera, view.size, corner));
    const inside = pointsInside(polygon, positions, (index) => colours.passesFilter(index));
    selection.change(inside, how);
  }

  /** Returns the highlighted points; undefined if no point is highlighted. */
  #highlighted(): PointSet | undefined {
    const { search, selection, queries, colours } = this.#deps;
    if (selection.points.size > 0) return selection.points;
    if (search.matches.size > 0) return search.matches;
    // With colouring by score, points that are not hits are of interest too, so hits are not highlighted.
    const hits = colours.isByScore ? [] : queries.hits();
    return hits.length > 0 ? new PointSet(this.#count(), Uint32Array.from(hits)) : undefined;
  }

  /** Returns the indexes of the points that pass the legend's filter, among search matches if there are any. */
  #lit(): Uint32Array {
    const { search, colours } = this.#deps;
    const all =
      search.matches.size > 0
        ? search.matches.indices
        : Uint32Array.from({ length: this.#count() }, (_, index) => index);
    return all.filter((index) => colours.passesFilter(index));
  }
}
